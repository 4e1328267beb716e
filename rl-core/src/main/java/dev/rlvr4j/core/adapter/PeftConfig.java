package dev.rlvr4j.core.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the {@code adapter_config.json} of all methods have in common, in PEFT 0.21.0's words. */
final class PeftConfig {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PeftConfig() {}

    /** The keys that say where an adapter sits. */
    static Map<String, @Nullable Object> of(TargetModules targets, Base base) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        config.put("exclude_modules", exclude(targets));
        config.put("layers_pattern", null);
        config.put("layers_to_transform", targets.layers().isEmpty() ? null : targets.layers());
        config.put("target_modules", targets.pattern() ? targets.names().get(0) : names(targets, base));
        return config;
    }

    /**
     * A method's config: where it sits, and its own keys.
     *
     * @param keys names and values in turn
     */
    static Map<String, @Nullable Object> of(TargetModules targets, Base base, String type, Object... keys) {
        Map<String, @Nullable Object> config = of(targets, base);
        config.put("peft_type", type);
        for (int i = 0; i < keys.length; i += 2) {
            config.put((String) keys[i], keys[i + 1]);
        }
        return config;
    }

    /** Takes keys out that PEFT's method does not know; where one of them says something, modules are named one by one. */
    static Map<String, @Nullable Object> without(
            Map<String, @Nullable Object> config, TargetModules targets, Base base, String... unknown) {
        for (String key : unknown) {
            if (config.remove(key) != null) {
                config.put(
                        "target_modules",
                        targets.choose(base.sites()).stream()
                                .map(Site::name)
                                .sorted()
                                .toList());
            }
        }
        return config;
    }

    /** Refuses a config that sets one of some keys, which the method does not implement. */
    static void refuse(JsonNode config, String... keys) {
        for (String key : keys) {
            if (isSet(config.get(key)) && !config.get(key).asText().equals("none")) {
                throw new InputException("'" + key + "' is set to " + config.get(key) + ", which is not supported for "
                        + config.get("peft_type").asText() + " adapters");
            }
        }
    }

    /** Where an adapter sits, by its config. */
    static TargetModules targets(JsonNode config) {
        JsonNode targets = config.path("target_modules");
        List<String> names = strings(targets);
        boolean pattern = targets.isTextual() && !targets.asText().equals(TargetModules.ALL_LINEAR);
        List<Integer> layers = new ArrayList<>();
        JsonNode chosen = config.path("layers_to_transform");
        if (chosen.isInt()) {
            layers.add(chosen.asInt());
        } else {
            chosen.forEach(layer -> layers.add(layer.asInt()));
        }
        return new TargetModules(names, pattern, strings(config.path("exclude_modules")), layers);
    }

    private static List<String> strings(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.asText());
        } else {
            node.forEach(item -> texts.add(item.asText()));
        }
        return texts;
    }

    /** Whether a key is there with a value that is neither false nor empty. */
    static boolean isSet(@Nullable JsonNode value) {
        return value != null
                && !value.isNull()
                && !(value.isBoolean() && !value.asBoolean())
                && !(value.isContainerNode() && value.isEmpty());
    }

    /** Python's {@code json.dumps(config, indent=2, sort_keys=True)}, with the keys every method has. */
    static String text(Map<String, @Nullable Object> config, Base base) {
        Map<String, @Nullable Object> all = new TreeMap<>();
        all.put("auto_mapping", null);
        all.put("base_model_name_or_path", base.path());
        all.put("inference_mode", true);
        all.put("modules_to_save", null);
        all.put("peft_version", "0.21.0");
        all.put("revision", null);
        all.put("task_type", "CAUSAL_LM");
        all.putAll(config);
        DefaultPrettyPrinter python = new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"))
                .withSeparators(DefaultPrettyPrinter.DEFAULT_SEPARATORS
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""));
        try {
            return JSON.writer(python).writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new RlvrException("adapter_config.json could not be written: " + e.getMessage(), e);
        }
    }

    /** A list for PEFT is of names; a regular expression must be a string. */
    private static @Nullable Object exclude(TargetModules targets) {
        if (targets.exclude().isEmpty()) {
            return null;
        }
        String first = targets.exclude().get(0);
        boolean regex = targets.exclude().size() == 1 && !first.matches("[\\w.]+");
        return regex ? first : targets.exclude();
    }

    /** all-linear is written out by name, as PEFT does and as vLLM needs. */
    private static List<String> names(TargetModules targets, Base base) {
        if (!targets.names().contains(TargetModules.ALL_LINEAR)) {
            return targets.names().stream().sorted().toList();
        }
        return targets.choose(base.sites()).stream()
                .map(site -> site.projection().path().replaceFirst("^.*\\.", ""))
                .distinct()
                .sorted()
                .toList();
    }

    /** A whole number as one. */
    static Object number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return (int) value;
        }
        return value;
    }
}
