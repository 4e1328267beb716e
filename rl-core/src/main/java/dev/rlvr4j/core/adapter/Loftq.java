package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Gradients;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LoftQ (Li et al. 2023) with one iteration: a LoRA over a quantised base that starts by making up for what quantisation took.
 * B A is the nearest matrix of rank r to W less what the base keeps of it, {@code B = U sqrt(S)}, {@code A = sqrt(S) V'}. As in
 * PEFT the scale is not divided out of the start, so alpha is r and the scale 1. W is read again from where the base came from,
 * a tensor at a time. Over a base that is not quantised nothing is missing, and it starts as LoRA does.
 *
 * @param r rank, at least 1
 * @param targets the linear layers it sits on
 */
public record Loftq(int r, TargetModules targets) implements LoraVariant {
    public Loftq {
        Require.atLeast("r", r, 1);
    }

    @Override
    public String name() {
        return "loftq";
    }

    /** Its rank: the start is not divided by the scale, which is 1 therefore. */
    @Override
    public double alpha() {
        return r;
    }

    @Override
    public boolean startsAtBase() {
        return false;
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        Map<String, NDArray> tensors = new LinkedHashMap<>(lora().initialise(base, seed, scope));
        if (base.quantisation() == Quantisation.NONE) {
            return tensors;
        }
        for (Site site : targets.choose(base.sites())) {
            Require.rankFits(r, site);
            NDList factors = missing(base, site.name() + ".weight", scope);
            put(tensors, Lora.a(site), factors.get(0));
            put(tensors, Lora.b(site), factors.get(1));
        }
        return tensors;
    }

    private NDList missing(Base base, String weight, NDManager scope) {
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            NDArray error = base.original(weight, temporary).sub(base.weight(weight, temporary));
            return Maps.call("svd", scope)
                    .tensor(error)
                    .integer(0)
                    .integer(r)
                    .number(0.5)
                    .number(0.5)
                    .run(scope);
        }
    }

    private static void put(Map<String, NDArray> tensors, String name, NDArray tensor) {
        NDArray before = tensors.put(name, tensor);
        if (before != null) {
            before.close();
        }
    }

    /** PEFT applies {@code loftq_config} only where {@code init_lora_weights} is "loftq", which a finished adapter must not say. */
    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = lora().peftConfig(base);
        int bits = base.quantisation() == Quantisation.INT8 ? 8 : 4;
        config.put("loftq_config", Map.of("loftq_bits", bits, "loftq_iter", 1));
        return config;
    }
}
