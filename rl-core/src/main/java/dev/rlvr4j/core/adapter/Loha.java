package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LoHa (Hyeon-Woo et al. 2022): {@code W' = W + s (A1 B1) . (A2 B2)}, the elementwise product of two low-rank matrices, whose
 * rank may be r squared; s = alpha / r. B2 starts at zero, the others uniform. The compiled form is replaced weights.
 *
 * @param r rank of each factor, at least 1
 * @param alpha numerator of the scale
 * @param targets the linear layers it sits on
 * @param rankPattern ranks of some modules, as for {@link Lora}
 * @param alphaPattern alphas of some modules, likewise
 */
public record Loha(
        int r, double alpha, TargetModules targets, Map<String, Integer> rankPattern, Map<String, Double> alphaPattern)
        implements SitewiseMethod {
    private static final String A1 = ".hada_w1_a";
    private static final String B1 = ".hada_w1_b";
    private static final String A2 = ".hada_w2_a";
    private static final String B2 = ".hada_w2_b";

    public Loha {
        Lora checked = new Lora(r, alpha, false, targets, rankPattern, alphaPattern, Lora.Bias.NONE);
        rankPattern = checked.rankPattern();
        alphaPattern = checked.alphaPattern();
    }

    public Loha(int r, double alpha, TargetModules targets) {
        this(r, alpha, targets, Map.of(), Map.of());
    }

    static Loha read(PeftSettings config) {
        return new Loha(
                config.whole("r"),
                config.number("alpha"),
                config.targets(),
                config.wholePattern("rank_pattern"),
                config.numberPattern("alpha_pattern"));
    }

    /** The ranks and scales that its settings mean. */
    private Lora lora() {
        return new Lora(r, alpha, false, targets, rankPattern, alphaPattern, Lora.Bias.NONE);
    }

    @Override
    public String name() {
        return "loha";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        int rank = lora().rank(site);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A1, new long[] {site.out(), rank});
        shapes.put(B1, new long[] {rank, site.in()});
        shapes.put(A2, new long[] {site.out(), rank});
        shapes.put(B2, new long[] {rank, site.in()});
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return tensor.equals(B2) ? Noise.constant(shape, 0) : Noise.uniform(key, shape);
    }

    @Override
    public NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        return Maps.one(
                Maps.call("loha", scope)
                        .tensor(base.weight(tensors.site().name() + ".weight", scope))
                        .tensor(tensors.own(A1))
                        .tensor(tensors.own(B1))
                        .tensor(tensors.own(A2))
                        .tensor(tensors.own(B2))
                        .number(lora().scale(tensors.site())),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("LOHA", targets, base);
        config.put("alpha", PeftConfig.number(alpha));
        config.put("alpha_pattern", PeftConfig.numbers(alphaPattern));
        config.put("r", r);
        config.put("rank_pattern", rankPattern);
        return config;
    }
}
