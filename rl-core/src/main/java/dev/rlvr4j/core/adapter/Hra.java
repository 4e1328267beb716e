package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * HRA (Yuan et al. 2024): the inputs are reflected at r planes one after the other, {@code W' = W (I - 2 u_1 u_1') ... (I - 2
 * u_r u_r')} with the trained columns of U {@code [in, r]} at length 1. The product is {@code I - U T U'} with {@code T = (I/2 +
 * upper triangle of U'U)^-1}, so the change has rank r. Columns start in equal pairs, whose reflections cancel out.
 * With {@code apply_gs} they are made orthogonal first, so that the product is {@code I - 2 U (U'U)^-1 U'}: no start of that is
 * the base.
 *
 * @param r number of reflections, at least 1; even to start with, unless {@code apply_gs} is set
 * @param applyGs whether to make the columns orthogonal (Gram-Schmidt)
 * @param targets the linear layers it sits on
 */
public record Hra(int r, boolean applyGs, TargetModules targets) implements SitewiseMethod {
    private static final String U = ".hra_u";

    public Hra {
        Require.atLeast("r", r, 1);
    }

    static Hra read(PeftSettings config) {
        return new Hra(config.whole("r"), config.flag("apply_GS"), config.targets());
    }

    @Override
    public String name() {
        return "hra";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        return Map.of(U, new long[] {site.in(), r});
    }

    @Override
    public boolean startsAtBase() {
        return !applyGs;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        if (applyGs) {
            return Noise.uniform(key, shape, 1);
        }
        if (r % 2 != 0) {
            throw new InputException(
                    "HRA's r must be even, since its reflections start in pairs that cancel out, but is " + r);
        }
        float[] values = new float[Noise.size(shape)];
        double bound = 1 / Math.sqrt(r / 2.0);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * CounterRandom.uniform(key, i / 2) - 1) * bound);
        }
        return values;
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        NDArray unit = Maps.one(Maps.call("unit", scope).tensor(tensors.own(U)), scope);
        NDArray ofRows = base.apply(tensors.site(), unit, scope);
        return Maps.lowRank(
                Maps.call(applyGs ? "hra_orthogonal" : "hra", scope)
                        .tensor(unit)
                        .tensor(ofRows),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("HRA", targets, base);
        config.put("apply_GS", applyGs);
        config.put("r", r);
        return config;
    }
}
