package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LayerNorm tuning (Zhao et al. 2024): the gains of norms are trained, starting from the base's; their compiled form is
 * replaced weights.
 *
 * @param targets which norms: names that modules' paths end with, or a regular expression of whole paths
 */
public record LnTuning(TargetModules targets) implements AdapterMethod {
    private static final String WEIGHT = ".weight";
    private static final String TUNED = ".ln_tuning_layers.weight";

    public LnTuning {
        if (!targets.layers().isEmpty()) {
            throw new InputException("ln-tuning has no layers_to_transform; name the norms of layers in target_modules,"
                    + " e.g. layers.0.input_layernorm");
        }
    }

    static LnTuning read(PeftSettings config) {
        return new LnTuning(config.targets());
    }

    @Override
    public String name() {
        return "ln-tuning";
    }

    /** The chosen norms' paths in the model; InputException where a name means none. */
    private List<String> modules(Base base) {
        List<String> norms = base.weightShapes().keySet().stream()
                .filter(name -> name.endsWith("norm" + WEIGHT))
                .map(name -> name.substring(0, name.length() - WEIGHT.length()))
                .toList();
        List<String> chosen = norms.stream().filter(targets::chooses).toList();
        List<String> unused = targets.unused(norms);
        if (chosen.isEmpty() || !unused.isEmpty()) {
            throw new InputException("target_modules " + (unused.isEmpty() ? targets.names() : unused)
                    + (targets.exclude().isEmpty() ? "" : " without " + targets.exclude())
                    + " names no norm of this model; its norms are input_layernorm, post_attention_layernorm, norm"
                    + (base.config().qkNorm() ? ", q_norm, k_norm" : ""));
        }
        return chosen;
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
        return PeftConfig.of("LN_TUNING", targets, base);
    }
}
