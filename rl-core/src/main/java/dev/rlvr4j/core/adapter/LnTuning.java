package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LayerNorm tuning (Zhao et al. 2024): the gains of norms are trained, starting from the base's; their compiled form is
 * replaced weights.
 *
 * @param norms which norms, by names that modules' paths end with
 */
public record LnTuning(List<String> norms) implements AdapterMethod {
    private static final String WEIGHT = ".weight";
    private static final String TUNED = ".ln_tuning_layers.weight";

    public LnTuning {
        norms = List.copyOf(norms);
        if (norms.isEmpty()) {
            throw new InputException("norms is empty; name some, e.g. input_layernorm");
        }
    }

    static LnTuning read(PeftSettings config) {
        if (!config.get("target_modules").isArray()) {
            throw new InputException(
                    "target_modules of LN_TUNING must be a list of norms, but is " + config.get("target_modules"));
        }
        return new LnTuning(config.names("target_modules"));
    }

    @Override
    public String name() {
        return "ln-tuning";
    }

    /** The chosen norms' paths in the model. */
    private List<String> modules(Base base) {
        List<String> modules = new ArrayList<>();
        for (String name : base.weightShapes().keySet()) {
            String module = name.substring(0, name.lastIndexOf('.'));
            if (module.endsWith("norm")
                    && norms.stream().anyMatch(norm -> module.equals(norm) || module.endsWith("." + norm))) {
                modules.add(module);
            }
        }
        for (String norm : norms) {
            if (modules.stream().noneMatch(m -> m.equals(norm) || m.endsWith("." + norm))) {
                throw new InputException("'" + norm + "' names no norm of this model; its norms are input_layernorm,"
                        + " post_attention_layernorm, norm" + (base.config().qkNorm() ? ", q_norm, k_norm" : ""));
            }
        }
        return modules;
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        modules(base)
                .forEach(module -> shapes.put(
                        module + TUNED,
                        java.util.Objects.requireNonNull(base.weightShapes().get(module + WEIGHT))));
        return shapes;
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        Map<String, NDArray> gains = new LinkedHashMap<>();
        modules(base).forEach(module -> gains.put(module + TUNED, base.weight(module + WEIGHT, scope)));
        return gains;
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
        Map<String, NDArray> weights = new HashMap<>();
        tensors.forEach((name, gain) -> weights.put(name.replace(TUNED, WEIGHT), gain));
        return new Compilation(Map.of(), weights);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.defaults("LN_TUNING");
        config.put("peft_type", "LN_TUNING");
        config.put("target_modules", norms.stream().sorted().toList());
        return config;
    }
}
