package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LoKr (Yeh et al. 2024): {@code W' = W + s (W1 kron W2)}, s = alpha / r, where W1 is as square as the layer's features allow
 * and W2 is of rank r, or whole where that is no more. W1 starts at zero, the rest uniform. The compiled form is replaced
 * weights.
 *
 * @param r rank of W2, at least 1
 * @param alpha numerator of the scale
 * @param targets the linear layers it sits on
 */
public record Lokr(int r, double alpha, TargetModules targets) implements SitewiseMethod {
    private static final String W1 = ".lokr_w1";
    private static final String W2 = ".lokr_w2";
    private static final String W2A = ".lokr_w2_a";
    private static final String W2B = ".lokr_w2_b";

    public Lokr {
        Require.atLeast("r", r, 1);
        Require.finite("alpha", alpha);
    }

    static Lokr read(PeftSettings config) {
        if (config.whole("decompose_factor") != -1) {
            throw new InputException(
                    "decompose_factor is " + config.get("decompose_factor") + ", but only -1 is supported");
        }
        return new Lokr(config.whole("r"), config.number("alpha"), config.targets());
    }

    @Override
    public String name() {
        return "lokr";
    }

    /** The largest divisor that is no more than the root. */
    private static int small(int features) {
        int divisor = (int) Math.sqrt(features);
        while (features % divisor != 0) {
            divisor--;
        }
        return divisor;
    }

    private boolean whole(Site site) {
        return r >= Math.max(site.out() / small(site.out()), site.in() / small(site.in())) / 2.0;
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        int out = small(site.out());
        int in = small(site.in());
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(W1, new long[] {out, in});
        if (whole(site)) {
            shapes.put(W2, new long[] {site.out() / out, site.in() / in});
        } else {
            shapes.put(W2A, new long[] {site.out() / out, r});
            shapes.put(W2B, new long[] {r, site.in() / in});
        }
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return tensor.equals(W1) ? Noise.constant(shape, 0) : Noise.uniform(key, shape);
    }

    @Override
    public NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        NDArray second = whole(tensors.site())
                ? tensors.own(W2)
                : Maps.one(Maps.call("mm", scope).tensor(tensors.own(W2A)).tensor(tensors.own(W2B)), scope);
        return Maps.one(
                Maps.call("lokr", scope)
                        .tensor(base.weight(tensors.site().name() + ".weight", scope))
                        .tensor(tensors.own(W1))
                        .tensor(second)
                        .number(alpha / r),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("LOKR", targets, base);
        config.put("alpha", PeftConfig.number(alpha));
        config.put("r", r);
        return config;
    }
}
