package dev.rlvr4j.core.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** LoRA's {@code adapter_config.json}, with the keys of PEFT 0.21.0. */
final class LoraConfigJson {
    /** Starts that leave the base weights alone. Others (PiSSA, OLoRA, LoftQ, CorDA, LoRA-GA) change them under the adapter. */
    private static final Set<String> PLAIN_STARTS = Set.of("gaussian", "eva", "orthogonal");

    private LoraConfigJson() {}

    static AdapterMethod read(PeftSettings config) {
        if (BitFit.wrote(config)) {
            return BitFit.read(config);
        }
        if (config.flag("lora_bias")) {
            throw new InputException("lora_bias is true, which is not supported for LORA adapters");
        }
        TargetModules targets = config.targets();
        if (VocabularyModules.ALL.stream().anyMatch(targets::chooses) && config.flag("ensure_weight_tying")) {
            throw new InputException("ensure_weight_tying is true, which is not supported for a LoRA on the embedding");
        }
        JsonNode start = config.get("init_lora_weights");
        if (start.isTextual() && !PLAIN_STARTS.contains(start.asText())) {
            throw new InputException("init_lora_weights '" + start.asText()
                    + "' changes the base weights under the adapter, which is not supported; convert the adapter with"
                    + " PEFT's path_initial_model_for_weight_conversion first");
        }
        Lora lora = new Lora(
                config.whole("r"),
                config.number("lora_alpha"),
                config.flag("use_rslora"),
                targets,
                config.wholePattern("rank_pattern"),
                config.numberPattern("alpha_pattern"),
                bias(config.text("bias")));
        return config.flag("use_dora") ? Dora.of(lora) : lora;
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
        Map<String, @Nullable Object> config = PeftConfig.of("LORA", lora.targets(), base);
        config.put("alpha_pattern", numbers(lora.alphaPattern()));
        config.put("bias", lora.bias().name().toLowerCase(Locale.ROOT));
        config.put("lora_alpha", PeftConfig.number(lora.alpha()));
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
