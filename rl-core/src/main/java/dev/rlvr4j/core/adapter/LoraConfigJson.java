package dev.rlvr4j.core.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** LoRA's {@code adapter_config.json}, with the keys of PEFT 0.21.0. */
final class LoraConfigJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Starts that leave the base weights alone. Others (PiSSA, OLoRA, LoftQ, CorDA, LoRA-GA) change them under the adapter. */
    private static final Set<String> PLAIN_STARTS = Set.of("gaussian", "eva", "orthogonal");

    /** Keys that change what an adapter computes and that this reader does not implement, if they are set. */
    private static final List<String> UNSUPPORTED = List.of(
            "use_dora",
            "use_qalora",
            "use_bdlora",
            "modules_to_save",
            "layer_replication",
            "trainable_token_indices",
            "target_parameters",
            "alora_invocation_tokens",
            "arrow_config",
            "kasa_config",
            "lora_bias",
            "fan_in_fan_out",
            "monteclora_config",
            "velora_config");

    private LoraConfigJson() {}

    static Lora read(JsonNode config, Path file) {
        String type = config.path("peft_type").asText("");
        if (!type.equals("LORA")) {
            throw new InputException(file + ": peft_type '" + type + "' is not supported; LORA is");
        }
        for (String key : UNSUPPORTED) {
            if (isSet(config.get(key))) {
                throw new InputException(file + ": '" + key + "' is set to " + config.get(key)
                        + ", which is not supported for LoRA adapters");
            }
        }
        JsonNode start = config.path("init_lora_weights");
        if (start.isTextual() && !PLAIN_STARTS.contains(start.asText())) {
            throw new InputException(file + ": init_lora_weights '" + start.asText()
                    + "' changes the base weights under the adapter, which is not supported; convert the adapter with"
                    + " PEFT's path_initial_model_for_weight_conversion first");
        }
        if (config.path("lora_dropout").asDouble(0) < 0) {
            throw new InputException(file + ": lora_dropout is negative");
        }
        Map<String, Integer> ranks = new LinkedHashMap<>();
        config.path("rank_pattern")
                .properties()
                .forEach(e -> ranks.put(e.getKey(), e.getValue().asInt()));
        Map<String, Double> alphas = new LinkedHashMap<>();
        config.path("alpha_pattern")
                .properties()
                .forEach(e -> alphas.put(e.getKey(), e.getValue().asDouble()));
        try {
            return new Lora(
                    config.path("r").asInt(8),
                    config.path("lora_alpha").asDouble(8),
                    config.path("use_rslora").asBoolean(false),
                    targets(config),
                    ranks,
                    alphas,
                    Lora.Bias.valueOf(config.path("bias").asText("none").toUpperCase(Locale.ROOT)));
        } catch (InputException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new InputException(file + ": bias must be none, all or lora_only, but is " + config.get("bias"), e);
        }
    }

    private static boolean isSet(@Nullable JsonNode value) {
        return value != null
                && !value.isNull()
                && !(value.isBoolean() && !value.asBoolean())
                && !(value.isContainerNode() && value.isEmpty());
    }

    private static TargetModules targets(JsonNode config) {
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

    /** Python's {@code json.dumps(config, indent=2, sort_keys=True)} of the same settings. */
    static String write(Lora lora, Base base) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        for (String key : List.of(
                "alora_invocation_tokens",
                "arrow_config",
                "auto_mapping",
                "corda_config",
                "eva_config",
                "kasa_config",
                "layer_replication",
                "layers_pattern",
                "lora_ga_config",
                "megatron_config",
                "modules_to_save",
                "monteclora_config",
                "revision",
                "target_parameters",
                "trainable_token_indices",
                "use_bdlora",
                "velora_config")) {
            config.put(key, null);
        }
        for (String key : List.of("ensure_weight_tying", "fan_in_fan_out", "lora_bias", "use_dora", "use_qalora")) {
            config.put(key, false);
        }
        TargetModules targets = lora.targets();
        config.put("alpha_pattern", numbers(lora.alphaPattern()));
        config.put("base_model_name_or_path", base.path());
        config.put("bias", lora.bias().name().toLowerCase(Locale.ROOT));
        config.put("exclude_modules", exclude(targets));
        config.put("inference_mode", true);
        config.put("init_lora_weights", true);
        config.put("layers_to_transform", targets.layers().isEmpty() ? null : targets.layers());
        config.put("loftq_config", Map.of());
        config.put("lora_alpha", whole(lora.alpha()));
        config.put("lora_dropout", 0.0);
        config.put("megatron_core", "megatron.core");
        config.put("peft_type", "LORA");
        config.put("peft_version", "0.21.0");
        config.put("qalora_group_size", 16);
        config.put("r", lora.r());
        config.put("rank_pattern", lora.rankPattern());
        config.put("target_modules", targets.pattern() ? targets.names().get(0) : names(lora, base));
        config.put("task_type", "CAUSAL_LM");
        config.put("use_rslora", lora.rslora());
        DefaultPrettyPrinter python = new DefaultPrettyPrinter()
                .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                .withArrayIndenter(new DefaultIndenter("  ", "\n"))
                .withSeparators(DefaultPrettyPrinter.DEFAULT_SEPARATORS
                        .withObjectFieldValueSpacing(com.fasterxml.jackson.core.util.Separators.Spacing.AFTER)
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
    private static List<String> names(Lora lora, Base base) {
        if (!lora.targets().names().contains(TargetModules.ALL_LINEAR)) {
            return lora.targets().names().stream().sorted().toList();
        }
        return lora.targets().choose(base.sites()).stream()
                .map(site -> site.projection().path().replaceFirst("^.*\\.", ""))
                .distinct()
                .sorted()
                .toList();
    }

    /** In the given order: the first key that matches a module counts. */
    private static Map<String, Object> numbers(Map<String, Double> values) {
        Map<String, Object> result = new LinkedHashMap<>();
        values.forEach((key, value) -> result.put(key, whole(value)));
        return result;
    }

    private static Object whole(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return (int) value;
        }
        return value;
    }
}
