package dev.rlvr4j.core.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code adapter_config.json} with the keys of PEFT 0.21.0, which {@code peft/defaults.json} lists with their defaults.
 * {@link PeftSettings} reads it.
 */
final class PeftConfig {
    private static final ObjectMapper JSON = new ObjectMapper();

    private PeftConfig() {}

    private static final Map<String, Map<String, @Nullable Object>> DEFAULTS = read();

    private static Map<String, Map<String, @Nullable Object>> read() {
        try (InputStream in = PeftConfig.class.getResourceAsStream("/peft/defaults.json")) {
            return JSON.readValue(in, new TypeReference<>() {});
        } catch (IOException e) {
            throw new RlvrException("the defaults of PEFT's methods could not be read: " + e.getMessage(), e);
        }
    }

    /** The keys of a {@code peft_type} with PEFT's defaults, without those that every type has. */
    static Map<String, @Nullable Object> defaults(String type) {
        return new LinkedHashMap<>(Objects.requireNonNull(DEFAULTS.get(type), type));
    }

    /**
     * The config of a {@code peft_type} with PEFT's defaults, and where the adapter sits. Where the type has no key to leave
     * modules out by, or layers are chosen beside a regular expression, which PEFT refuses, they are named one by one.
     */
    static Map<String, @Nullable Object> of(String type, TargetModules targets, Base base) {
        Map<String, @Nullable Object> config = defaults(type);
        config.put("peft_type", type);
        config.put("target_modules", targets.pattern() ? targets.names().get(0) : names(targets, base));
        boolean said = said(config, "exclude_modules", exclude(targets))
                & said(config, "layers_to_transform", targets.layers().isEmpty() ? null : targets.layers());
        if (!said || (targets.pattern() && !targets.layers().isEmpty())) {
            config.replace("exclude_modules", null);
            config.replace("layers_to_transform", null);
            config.put(
                    "target_modules",
                    targets.choose(base.sites()).stream()
                            .map(Site::name)
                            .sorted()
                            .toList());
        }
        return config;
    }

    private static boolean said(Map<String, @Nullable Object> config, String key, @Nullable Object value) {
        return config.containsKey(key) ? config.put(key, value) == null : value == null;
    }

    /** The text of a config, with the keys that every method has. */
    static String text(Map<String, @Nullable Object> config, Base base) {
        Map<String, @Nullable Object> all = new TreeMap<>();
        all.put("auto_mapping", null);
        all.put("base_model_name_or_path", base.path());
        all.put("inference_mode", true);
        if (!TrainableTokens.TYPE.equals(config.get("peft_type"))) { // the one type without it
            all.put("modules_to_save", null);
        }
        all.put("peft_version", "0.21.0");
        all.put("revision", null);
        all.put("task_type", "CAUSAL_LM");
        all.putAll(config);
        return text(all);
    }

    /** Python's {@code json.dumps(config, indent=2, sort_keys=True)}. */
    static String text(Map<String, @Nullable Object> config) {
        DefaultPrettyPrinter python = new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"))
                .withSeparators(DefaultPrettyPrinter.DEFAULT_SEPARATORS
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""));
        try {
            return JSON.writer(python).writeValueAsString(new TreeMap<>(config));
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
        Stream<String> linear = targets.choose(base.sites(), VocabularyModules.ALL).stream()
                .map(site -> site.projection().path().replaceFirst("^.*\\.", ""));
        Stream<String> others = targets.names().stream().filter(name -> !name.equals(TargetModules.ALL_LINEAR));
        return Stream.concat(linear, others).distinct().sorted().toList();
    }

    /** A whole number as one. */
    static Object number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return (int) value;
        }
        return value;
    }

    /** Whole numbers as such, in the given order: the first key that matches a module counts. */
    static Map<String, Object> numbers(Map<String, Double> values) {
        Map<String, Object> result = new LinkedHashMap<>();
        values.forEach((key, value) -> result.put(key, number(value)));
        return result;
    }
}
