package dev.rlvr4j.core.adapter;

import dev.rlvr4j.core.InputException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** LoRA's {@code adapter_config.json}, with the keys of PEFT 0.21.0. */
final class LoraConfigJson {
    /**
     * Starts that leave the base weights alone. Others change them under the adapter: PiSSA and OLoRA in a way that the weights
     * tell, LoftQ, CorDA, LoRA-GA and randomised decompositions in one that is lost.
     */
    private static final Set<String> PLAIN_STARTS = Set.of("true", "false", "gaussian", "eva", "orthogonal", "mica");

    private LoraConfigJson() {}

    static AdapterMethod read(PeftSettings config) {
        if (BitFit.wrote(config)) {
            return BitFit.read(config);
        }
        String start = config.get("init_lora_weights").asText();
        Map<String, DecomposedLora.Part> parts =
                Map.of("pissa", DecomposedLora.Part.PRINCIPAL, "olora", DecomposedLora.Part.QR);
        DecomposedLora.Part part = parts.get(start);
        if (part != null) {
            return new DecomposedLora(config.whole("r"), config.number("lora_alpha"), part, config.targets());
        }
        TargetModules targets = config.targets();
        if (VocabularyModules.ALL.stream().anyMatch(targets::chooses) && config.flag("ensure_weight_tying")) {
            throw new InputException("ensure_weight_tying is true, which is not supported for a LoRA on the embedding");
        }
        if (!PLAIN_STARTS.contains(start)) {
            throw new InputException("init_lora_weights '" + start
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
                bias(config));
        return config.flag("use_dora") ? Dora.of(lora) : lora;
    }

    private static Lora.Bias bias(PeftSettings config) {
        if (config.flag("lora_bias")) {
            config.refuse("bias", "together with lora_bias");
            config.refuse("use_dora", "together with lora_bias");
            return Lora.Bias.OWN;
        }
        return switch (config.text("bias")) {
            case "none" -> Lora.Bias.NONE;
            case "all" -> Lora.Bias.ALL;
            case "lora_only" -> Lora.Bias.LORA_ONLY;
            default -> throw new InputException("bias must be none, all or lora_only, but is " + config.text("bias"));
        };
    }

    /** The same settings as PEFT's keys. */
    static Map<String, @Nullable Object> write(Lora lora, Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("LORA", lora.targets(), base);
        config.put("alpha_pattern", PeftConfig.numbers(lora.alphaPattern()));
        config.put(
                "bias",
                lora.bias() == Lora.Bias.OWN ? "none" : lora.bias().name().toLowerCase(Locale.ROOT));
        config.put("lora_bias", lora.bias() == Lora.Bias.OWN);
        config.put("lora_alpha", PeftConfig.number(lora.alpha()));
        config.put("r", lora.r());
        config.put("rank_pattern", lora.rankPattern());
        config.put("use_rslora", lora.rslora());
        return config;
    }
}
