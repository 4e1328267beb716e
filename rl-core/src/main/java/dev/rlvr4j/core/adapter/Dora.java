package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Gradients;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * DoRA (Liu et al. 2024): {@code W' = diag(m / n) (W + s B A)}, a LoRA whose rows get trained lengths m {@code [out]}, where n
 * is the length of the rows of W + s B A. The gradient takes n for a constant (section 4.3). n comes without the sum ever
 * being formed: {@code n^2 = |W|^2 + 2 s B . (W A') + s^2 (B A A') . B}, row by row, where the squares of W are computed once.
 *
 * @param r rank, at least 1
 * @param alpha numerator of the scale s = alpha / r
 * @param rslora whether the scale divides by the root of the rank
 * @param targets the linear layers it sits on
 * @param rankPattern ranks of some modules, as for {@link Lora}
 * @param alphaPattern alphas of some modules, likewise
 */
public record Dora(
        int r,
        double alpha,
        boolean rslora,
        TargetModules targets,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern)
        implements SitewiseMethod {
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String M = ".lora_magnitude_vector";
    /** Squared lengths of the base's rows: frozen, and no part of PEFT's files. */
    private static final String SQUARES = ".base_squares";

    public Dora {
        Lora checked = new Lora(r, alpha, rslora, targets, rankPattern, alphaPattern, Lora.Bias.NONE);
        rankPattern = checked.rankPattern();
        alphaPattern = checked.alphaPattern();
    }

    static Dora of(Lora lora) {
        if (lora.bias() != Lora.Bias.NONE) {
            throw new InputException("a DoRA adapter with trained biases is not supported, but bias is "
                    + lora.bias().name().toLowerCase(java.util.Locale.ROOT));
        }
        return new Dora(lora.r(), lora.alpha(), lora.rslora(), lora.targets(), lora.rankPattern(), lora.alphaPattern());
    }

    private Lora lora() {
        return new Lora(r, alpha, rslora, targets, rankPattern, alphaPattern, Lora.Bias.NONE);
    }

    @Override
    public String name() {
        return "dora";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        int rank = lora().rank(site);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A, new long[] {rank, site.in()});
        shapes.put(B, new long[] {site.out(), rank});
        shapes.put(M, new long[] {site.out()});
        shapes.put(SQUARES, new long[] {site.out()});
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return tensor.equals(A) ? Noise.uniform(key, shape) : Noise.constant(shape, 0);
    }

    @Override
    public Map<String, NDArray> startFromWeight(Base base, Site site, NDManager scope) {
        NDList squares = SitewiseMethod.ofWeight(
                base, site, scope, w -> Maps.call("squares", scope).tensor(w).run(scope));
        NDArray own = squares.get(0);
        return Map.of(SQUARES, own, M, Maps.one(Maps.call("root", scope).tensor(own), scope));
    }

    @Override
    public boolean trains(String tensor) {
        return !tensor.endsWith(SQUARES);
    }

    @Override
    public boolean exactGradient() {
        return false;
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        NDArray a = tensors.own(A);
        NDArray ofRows;
        try (Gradients.Mode off = Gradients.recording(false)) {
            ofRows = base.apply(tensors.site(), a, scope);
        }
        NDList parts = Maps.call("dora", scope)
                .tensor(a)
                .tensor(tensors.own(B))
                .tensor(tensors.own(M))
                .tensor(tensors.own(SQUARES))
                .tensor(ofRows)
                .number(lora().scale(tensors.site()))
                .run(scope);
        return new Edit(parts.get(0), parts.get(1), null, parts.get(2), null);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = LoraConfigJson.write(lora(), base);
        config.put("use_dora", true);
        return config;
    }

    @Override
    public @Nullable String peftKey(String tensor) {
        return tensor.endsWith(SQUARES) ? null : PeftFormat.PREFIX + tensor;
    }
}
