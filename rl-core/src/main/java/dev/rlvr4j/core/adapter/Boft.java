package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

    static Boft read(ObjectNode config) {
        PeftConfig.refuse(config, "modules_to_save", "bias", "fan_in_fan_out");
        int factor = config.path("boft_n_butterfly_factor").asInt(1);
        if (factor != 1) {
            throw new InputException("boft_n_butterfly_factor is " + factor + ", but only 1 is supported");
        }
        if (config.path("boft_block_num").asInt(0) != 0) {
            throw new InputException("boft_block_num is set, which is not supported; give boft_block_size");
        }
        return new Boft(config.path("boft_block_size").asInt(4), PeftConfig.targets(config));
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
        return PeftConfig.of(
                targets,
                base,
                "BOFT",
                "bias",
                "none",
                "boft_block_num",
                0,
                "boft_block_size",
                boftBlockSize,
                "boft_dropout",
                0.0,
                "boft_n_butterfly_factor",
                1,
                "fan_in_fan_out",
                false,
                "init_weights",
                true);
    }
}
