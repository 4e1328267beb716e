package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Tensors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * FourierFT (Gao et al. 2024): {@code W' = W + scaling Re(ifft2(F))} with n trained coefficients of the spectrum F {@code [out,
 * in]} at random places and zeros elsewhere. A few coefficients make an edit of rank 2n; many, replaced weights. Coefficients
 * start at zero (PEFT's default of normal noise would not leave the base as it is).
 *
 * @param nFrequency coefficients per layer, at least 1
 * @param scaling factor of the change
 * @param randomLocSeed of their places, the same as in PEFT
 * @param targets the linear layers it sits on
 * @param nFrequencyPattern coefficients of some modules: keys are module names or regular expressions of their ends
 */
public record FourierFt(
        int nFrequency,
        double scaling,
        int randomLocSeed,
        TargetModules targets,
        Map<String, Integer> nFrequencyPattern)
        implements SitewiseMethod {
    private static final String C = ".fourierft_spectrum";

    public FourierFt {
        nFrequencyPattern = Collections.unmodifiableMap(new LinkedHashMap<>(nFrequencyPattern));
        Require.atLeast("n_frequency", nFrequency, 1);
        nFrequencyPattern.forEach((key, n) -> Require.atLeast("n_frequency_pattern of " + key, n, 1));
        Require.finite("scaling", scaling);
    }

    public FourierFt(int nFrequency, double scaling, int randomLocSeed, TargetModules targets) {
        this(nFrequency, scaling, randomLocSeed, targets, Map.of());
    }

    static FourierFt read(PeftSettings config) {
        return new FourierFt(
                config.whole("n_frequency"),
                config.number("scaling"),
                config.whole("random_loc_seed"),
                config.targets(),
                config.wholePattern("n_frequency_pattern"));
    }

    @Override
    public String name() {
        return "fourierft";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        int n = coefficients(site);
        if (n > (long) site.in() * site.out()) {
            throw new InputException("n_frequency " + n + " is more than the weight of " + site.name()
                    + " has elements, which are " + site.in() * site.out());
        }
        return Map.of(C, new long[] {n});
    }

    private int coefficients(Site site) {
        return TargetModules.pattern(nFrequencyPattern, site.name(), nFrequency);
    }

    /** Whether P and Q have fewer elements than the weight. */
    private boolean few(Site site) {
        return 2L * coefficients(site) * (site.in() + site.out()) < (long) site.in() * site.out();
    }

    private NDArray places(Site site, boolean rows, NDManager scope) {
        int n = coefficients(site);
        long[] places = new TorchRandom(randomLocSeed).permutation(Math.multiplyExact(site.in(), site.out()), n);
        for (int i = 0; i < places.length; i++) {
            places[i] = rows ? places[i] / site.in() : places[i] % site.in();
        }
        return Tensors.longs(scope, places, n);
    }

    @Override
    public @Nullable Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        return few(tensors.site()) ? edit(tensors, scope) : null;
    }

    Edit edit(SiteTensors tensors, NDManager scope) {
        Site site = tensors.site();
        return Maps.lowRank(
                Maps.call("fourier_edit", scope)
                        .tensor(tensors.own(C))
                        .tensor(places(site, true, scope))
                        .tensor(places(site, false, scope))
                        .integer(site.in())
                        .integer(site.out())
                        .number(scaling),
                scope);
    }

    @Override
    public @Nullable NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        Site site = tensors.site();
        if (few(site)) {
            return null;
        }
        return Maps.one(
                Maps.call("fourier_dense", scope)
                        .tensor(base.weight(site.name() + ".weight", scope))
                        .tensor(tensors.own(C))
                        .tensor(places(site, true, scope))
                        .tensor(places(site, false, scope))
                        .number(scaling),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("FOURIERFT", targets, base);
        config.put("n_frequency", nFrequency);
        config.put("n_frequency_pattern", nFrequencyPattern);
        config.put("random_loc_seed", randomLocSeed);
        config.put("scaling", scaling);
        return config;
    }
}
