package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Tensors;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OFT (Qiu et al. 2023; block-diagonal with the Cayley-Neumann series, Qiu et al. 2025): the inputs are rotated block by
 * block, {@code W' = W R'}, with R from trained skew-symmetric K, starting at zero. R is {@code I + 2K + 2K^2 + ... + K^(n-1)},
 * or exactly {@code (I - K)(I + K)^-1}, which rotates the other way: a file says which it was trained with. The compiled form is
 * replaced weights, since R - I has full rank.
 *
 * @param oftBlockSize features in a block, at least 2, which divide the layers' input features; 0 where the blocks are counted
 * @param r blocks, which divide the layers' input features; 0 where their size is given
 * @param nearest whether a size or number that does not divide a layer's features gives way to the nearest that does, as in
 *     PEFT, instead of being refused
 * @param blockShare whether all blocks of a layer are turned alike
 * @param coft whether K is kept within {@code eps / sqrt(blocks)} of zero (Frobenius norm; constrained OFT)
 * @param eps how far K may go with {@code coft}
 * @param cayleyNeumann whether R is the series
 * @param terms terms of the series, at least 2
 * @param targets the linear layers it sits on
 */
public record Oft(
        int oftBlockSize,
        int r,
        boolean nearest,
        boolean blockShare,
        boolean coft,
        double eps,
        boolean cayleyNeumann,
        int terms,
        TargetModules targets)
        implements SitewiseMethod {
    private static final String R = ".oft_R.weight";

    public Oft {
        if ((oftBlockSize == 0) == (r == 0)) {
            throw new InputException("one of oft_block_size and r must be given, and the other be 0, but are "
                    + oftBlockSize + " and " + r);
        }
        Require.atLeast("oft_block_size", oftBlockSize, r == 0 ? 2 : 0);
        Require.atLeast("r", r, 0);
        Require.atLeast("terms", terms, 2);
        Require.finite("eps", eps);
    }

    public Oft(int oftBlockSize, boolean cayleyNeumann, int terms, TargetModules targets) {
        this(oftBlockSize, 0, false, false, false, 6e-5, cayleyNeumann, terms, targets);
    }

    static Oft read(PeftSettings config) {
        return new Oft(
                config.whole("oft_block_size"),
                config.whole("r"),
                true,
                config.flag("block_share"),
                config.flag("coft"),
                config.number("eps"),
                config.flag("use_cayley_neumann"),
                config.whole("num_cayley_neumann_terms"),
                config.targets());
    }

    @Override
    public String name() {
        return "oft";
    }

    private int size(Site site) {
        String setting = r == 0 ? "oft_block_size" : "r";
        int given = r == 0 ? oftBlockSize : r;
        int part = nearest ? nearestDivisor(given, site.in()) : given;
        Require.divides(setting, part, "input", site.in(), site);
        return r == 0 ? part : site.in() / part;
    }

    private static int nearestDivisor(int given, int features) {
        if (given >= features) {
            return features;
        }
        int below = given;
        while (features % below != 0) {
            below--;
        }
        int above = given;
        while (features % above != 0) {
            above++;
        }
        return given - below <= above - given ? below : above;
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        int size = size(site);
        return Map.of(R, new long[] {blockShare ? 1 : site.in() / size, size * (size - 1L) / 2});
    }

    @Override
    public boolean exactGradient() {
        return !coft;
    }

    private NDArray within(NDArray upper, NDManager scope) {
        return Maps.one(Maps.call("within", scope).tensor(upper).number(eps), scope);
    }

    @Override
    public NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        Site site = tensors.site();
        NDArray upper = tensors.own(R);
        return Maps.one(
                Maps.call("oft", scope)
                        .tensor(base.weight(site.name() + ".weight", scope))
                        .tensor(coft ? within(upper, scope) : upper)
                        .integer(size(site))
                        // PEFT's series of three terms is that of four.
                        .integer(!cayleyNeumann ? 0 : terms == 3 ? 4 : terms),
                scope);
    }

    @Override
    public void afterStep(long step, Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
        if (coft) {
            Tensors on = Tensors.on(scope.getDevice());
            tensors.values().forEach(upper -> on.overwrite(upper, within(upper, scope)));
        }
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("OFT", targets, base);
        config.put("block_share", blockShare);
        config.put("coft", coft);
        config.put("eps", eps);
        config.put("num_cayley_neumann_terms", terms);
        config.put("oft_block_size", oftBlockSize);
        config.put("r", r);
        config.put("use_cayley_neumann", cayleyNeumann);
        return config;
    }
}
