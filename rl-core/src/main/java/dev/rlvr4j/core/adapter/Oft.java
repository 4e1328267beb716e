package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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

    static Oft read(PeftSettings config) {
        int size = config.whole("oft_block_size");
        if (size == 0) {
            throw new InputException("oft_block_size is 0 (r " + config.whole("r")
                    + " blocks instead), which is not supported; give the size");
        }
        return new Oft(
                size, config.flag("use_cayley_neumann"), config.whole("num_cayley_neumann_terms"), config.targets());
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
        Map<String, @Nullable Object> config = PeftConfig.of("OFT", targets, base);
        config.put("num_cayley_neumann_terms", terms);
        config.put("oft_block_size", oftBlockSize);
        config.put("use_cayley_neumann", cayleyNeumann);
        return config;
    }
}
