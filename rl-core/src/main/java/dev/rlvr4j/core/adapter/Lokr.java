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
 * @param decomposeBoth whether W1 is of rank r, too
 * @param decomposeFactor rows and columns of W1, where that divides the layer's features; else, as with -1, the largest
 *     divisor up to that and up to their root
 * @param targets the linear layers it sits on
 * @param rankPattern ranks of some modules, as for {@link Lora}
 * @param alphaPattern alphas of some modules, likewise
 */
public record Lokr(
        int r,
        double alpha,
        boolean decomposeBoth,
        int decomposeFactor,
        TargetModules targets,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern)
        implements SitewiseMethod {
    private static final String W1 = ".lokr_w1";
    private static final String W2 = ".lokr_w2";
    private static final String DOWN = "_a";
    private static final String UP = "_b";

    public Lokr {
        Lora checked = new Lora(r, alpha, false, targets, rankPattern, alphaPattern, Lora.Bias.NONE);
        rankPattern = checked.rankPattern();
        alphaPattern = checked.alphaPattern();
        if (decomposeFactor < 1 && decomposeFactor != -1) {
            throw new InputException("decompose_factor must be at least 1, or -1 for none, but is " + decomposeFactor);
        }
    }

    public Lokr(int r, double alpha, TargetModules targets) {
        this(r, alpha, false, -1, targets, Map.of(), Map.of());
    }

    static Lokr read(PeftSettings config) {
        return new Lokr(
                config.whole("r"),
                config.number("alpha"),
                config.flag("decompose_both"),
                config.whole("decompose_factor"),
                config.targets(),
                config.wholePattern("rank_pattern"),
                config.numberPattern("alpha_pattern"));
    }

    @Override
    public String name() {
        return "lokr";
    }

    /** The ranks and scales that its settings mean. */
    private Lora lora() {
        return new Lora(r, alpha, false, targets, rankPattern, alphaPattern, Lora.Bias.NONE);
    }

    /** How many of some features count for W1. */
    private int first(int features) {
        if (decomposeFactor > 0 && features % decomposeFactor == 0) {
            return decomposeFactor;
        }
        int divisor = (int) Math.sqrt(features);
        if (decomposeFactor > 0) {
            divisor = Math.min(divisor, decomposeFactor);
        }
        while (features % divisor != 0) {
            divisor--;
        }
        return divisor;
    }

    /** A matrix of rank r, or whole where that has no more elements worth it. */
    private static void factor(
            Map<String, long[]> shapes, String name, int rows, int columns, int rank, boolean whole) {
        if (whole || rank >= Math.max(rows, columns) / 2.0) {
            shapes.put(name, new long[] {rows, columns});
        } else {
            shapes.put(name + DOWN, new long[] {rows, rank});
            shapes.put(name + UP, new long[] {rank, columns});
        }
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        int out = first(site.out());
        int in = first(site.in());
        int rank = lora().rank(site);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        factor(shapes, W1, out, in, rank, !decomposeBoth);
        factor(shapes, W2, site.out() / out, site.in() / in, rank, false);
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return tensor.equals(W1) || tensor.equals(W1 + DOWN) ? Noise.constant(shape, 0) : Noise.uniform(key, shape);
    }

    private NDArray factor(String name, SiteTensors tensors, NDManager scope) {
        return shapes(tensors.site()).containsKey(name)
                ? tensors.own(name)
                : Maps.one(
                        Maps.call("mm", scope).tensor(tensors.own(name + DOWN)).tensor(tensors.own(name + UP)), scope);
    }

    @Override
    public NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        return Maps.one(
                Maps.call("lokr", scope)
                        .tensor(base.weight(tensors.site().name() + ".weight", scope))
                        .tensor(factor(W1, tensors, scope))
                        .tensor(factor(W2, tensors, scope))
                        .number(lora().scale(tensors.site())),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("LOKR", targets, base);
        config.put("alpha", PeftConfig.number(alpha));
        config.put("alpha_pattern", PeftConfig.numbers(alphaPattern));
        config.put("decompose_both", decomposeBoth);
        config.put("decompose_factor", decomposeFactor);
        config.put("r", r);
        config.put("rank_pattern", rankPattern);
        return config;
    }
}
