package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/**
 * BitFit (Ben Zaken et al. 2022): the layers' biases are trained, starting from the base's, and from zero where it has none.
 *
 * @param targets the linear layers whose biases are trained
 */
public record BitFit(TargetModules targets) implements SitewiseMethod {
    private static final String BIAS = ".bias";

    @Override
    public String name() {
        return "bitfit";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        return Map.of(BIAS, new long[] {site.out()});
    }

    @Override
    public Map<String, NDArray> startFromWeight(Base base, Site site, NDManager scope) {
        return site.bias() ? Map.of(BIAS, base.weight(site.name() + BIAS, scope)) : Map.of();
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        return Edit.bias(tensors.own(BIAS));
    }
}
