package dev.rlvr4j.core.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** LoRA's {@code adapter_config.json}, with the keys of PEFT 0.21.0. */
final class LoraConfigJson {
    /** Starts that leave the base weights alone. Others (PiSSA, OLoRA, LoftQ, CorDA, LoRA-GA) change them under the adapter. */
    private static final Set<String> PLAIN_STARTS = Set.of("gaussian", "eva", "orthogonal");

    /** Keys that change what an adapter computes and that this reader does not implement, if they are set. */
    private static final String[] UNSUPPORTED = {
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
        "velora_config"
    };

    private LoraConfigJson() {}

    static AdapterMethod read(ObjectNode config) {
        if (BitFit.wrote(config)) {
            return BitFit.read(config);
        }
        PeftConfig.refuse(config, UNSUPPORTED);
        JsonNode start = config.path("init_lora_weights");
        if (start.isTextual() && !PLAIN_STARTS.contains(start.asText())) {
            throw new InputException("init_lora_weights '" + start.asText()
                    + "' changes the base weights under the adapter, which is not supported; convert the adapter with"
                    + " PEFT's path_initial_model_for_weight_conversion first");
        }
        if (config.path("lora_dropout").asDouble(0) < 0) {
            throw new InputException("lora_dropout is negative");
        }
        Map<String, Integer> ranks = new LinkedHashMap<>();
        config.path("rank_pattern")
                .properties()
                .forEach(e -> ranks.put(e.getKey(), e.getValue().asInt()));
        Map<String, Double> alphas = new LinkedHashMap<>();
        config.path("alpha_pattern")
                .properties()
                .forEach(e -> alphas.put(e.getKey(), e.getValue().asDouble()));
        Lora lora = new Lora(
                config.path("r").asInt(8),
                config.path("lora_alpha").asDouble(8),
                config.path("use_rslora").asBoolean(false),
                PeftConfig.targets(config),
                ranks,
                alphas,
                bias(config.path("bias").asText("none")));
        return config.path("use_dora").asBoolean(false) ? Dora.of(lora) : lora;
    }

    private static Lora.Bias bias(String bias) {
        try {
            return Lora.Bias.valueOf(bias.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InputException("bias must be none, all or lora_only, but is " + bias, e);
        }
    }

    /** The same settings as PEFT's keys. */
    static Map<String, @Nullable Object> write(Lora lora, Base base) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        for (String key : List.of(
                "alora_invocation_tokens",
                "arrow_config",
                "corda_config",
                "eva_config",
                "kasa_config",
                "layer_replication",
                "lora_ga_config",
                "megatron_config",
                "monteclora_config",
                "target_parameters",
                "trainable_token_indices",
                "use_bdlora",
                "velora_config")) {
            config.put(key, null);
        }
        for (String key : List.of("ensure_weight_tying", "fan_in_fan_out", "lora_bias", "use_dora", "use_qalora")) {
            config.put(key, false);
        }
        config.put("peft_type", "LORA");
        config.putAll(PeftConfig.of(lora.targets(), base));
        config.put("alpha_pattern", numbers(lora.alphaPattern()));
        config.put("bias", lora.bias().name().toLowerCase(Locale.ROOT));
        config.put("init_lora_weights", true);
        config.put("loftq_config", Map.of());
        config.put("lora_alpha", PeftConfig.number(lora.alpha()));
        config.put("lora_dropout", 0.0);
        config.put("megatron_core", "megatron.core");
        config.put("qalora_group_size", 16);
        config.put("r", lora.r());
        config.put("rank_pattern", lora.rankPattern());
        config.put("use_rslora", lora.rslora());
        return config;
    }

    /** In the given order: the first key that matches a module counts. */
    private static Map<String, Object> numbers(Map<String, Double> values) {
        Map<String, Object> result = new LinkedHashMap<>();
        values.forEach((key, value) -> result.put(key, PeftConfig.number(value)));
        return result;
    }
}
