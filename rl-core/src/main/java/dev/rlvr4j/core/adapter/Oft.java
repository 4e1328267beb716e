package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OFT (Qiu et al. 2023; block-diagonal with the Cayley-Neumann series, Qiu et al. 2025): the inputs are rotated block by
 * block, {@code W' = W R'}, with R from trained skew-symmetric K, starting at zero. R is {@code I + 2K + 2K^2 + ... + K^(n-1)},
 * or exactly {@code (I - K)(I + K)^-1}, which rotates the other way: a file says which it was trained with. The compiled form is
 * replaced weights, since R - I has full rank.
 *
 * @param oftBlockSize features in a block, at least 2; it divides the layers' input features
 * @param cayleyNeumann whether R is the series
 * @param terms terms of the series, at least 2
 * @param targets the linear layers it sits on
 */
public record Oft(int oftBlockSize, boolean cayleyNeumann, int terms, TargetModules targets) implements SitewiseMethod {
    private static final String R = ".oft_R.weight";

    public Oft {
        Require.atLeast("oft_block_size", oftBlockSize, 2);
        Require.atLeast("terms", terms, 2);
    }

    static Oft read(ObjectNode config) {
        PeftConfig.refuse(config, "modules_to_save", "bias", "fan_in_fan_out", "block_share", "coft");
        int size = config.path("oft_block_size").asInt(32);
        if (size == 0) {
            throw new InputException("oft_block_size is 0 (r "
                    + config.path("r").asInt() + " blocks instead), which is not supported; give the size");
        }
        return new Oft(
                size,
                config.path("use_cayley_neumann").asBoolean(true),
                config.path("num_cayley_neumann_terms").asInt(5),
                PeftConfig.targets(config));
    }

    @Override
    public String name() {
        return "oft";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        Require.divides("oft_block_size", oftBlockSize, "input", site.in(), site);
        return Map.of(R, new long[] {site.in() / oftBlockSize, oftBlockSize * (oftBlockSize - 1L) / 2});
    }

    @Override
    public NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        return Maps.one(
                Maps.call("oft", scope)
                        .tensor(base.weight(tensors.site().name() + ".weight", scope))
                        .tensor(tensors.own(R))
                        .integer(oftBlockSize)
                        // PEFT's series of three terms is that of four.
                        .integer(!cayleyNeumann ? 0 : terms == 3 ? 4 : terms),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        return PeftConfig.of(
                targets,
                base,
                "OFT",
                "bias",
                "none",
                "block_share",
                false,
                "coft",
                false,
                "eps",
                6e-5,
                "fan_in_fan_out",
                false,
                "init_weights",
                true,
                "module_dropout",
                0.0,
                "num_cayley_neumann_terms",
                terms,
                "oft_block_size",
                oftBlockSize,
                "r",
                0,
                "use_cayley_neumann",
                cayleyNeumann);
    }
}
