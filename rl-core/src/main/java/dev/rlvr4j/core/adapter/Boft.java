package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * BOFT (Liu et al. 2023) with one factor, a block diagonal: {@code W' = diag(s) W R'} with {@code R = (I - K)(I + K)^-1} and
 * {@code K = (D - D') / 2}; D starts at zero, s at one. The compiled form is replaced weights.
 *
 * @param boftBlockSize features in a block, at least 2; it divides the layers' input features
 * @param targets the linear layers it sits on
 */
public record Boft(int boftBlockSize, TargetModules targets) implements SitewiseMethod {
    private static final String R = ".boft_R";
    private static final String S = ".boft_s";

    public Boft {
        Require.atLeast("boft_block_size", boftBlockSize, 2);
    }

    static Boft read(PeftSettings config) {
        int factor = config.whole("boft_n_butterfly_factor");
        if (factor != 1) {
            throw new InputException("boft_n_butterfly_factor is " + factor + ", but only 1 is supported");
        }
        if (config.whole("boft_block_num") != 0) {
            throw new InputException("boft_block_num is set, which is not supported; give boft_block_size");
        }
        return new Boft(config.whole("boft_block_size"), config.targets());
    }

    @Override
    public String name() {
        return "boft";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        Require.divides("boft_block_size", boftBlockSize, "input", site.in(), site);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(R, new long[] {1, site.in() / boftBlockSize, boftBlockSize, boftBlockSize});
        shapes.put(S, new long[] {site.out(), 1});
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return Noise.constant(shape, tensor.equals(S) ? 1 : 0);
    }

    @Override
    public NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        return Maps.one(
                Maps.call("boft", scope)
                        .tensor(base.weight(tensors.site().name() + ".weight", scope))
                        .tensor(tensors.own(R))
                        .tensor(tensors.own(S)),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("BOFT", targets, base);
        config.put("boft_block_size", boftBlockSize);
        return config;
    }
}
