package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import java.util.ArrayList;
import java.util.List;

/**
 * LoraHub's composition (Huang et al. 2023): {@code A = sum w_i A_i} and {@code B = sum w_i B_i}, so an adapter alone counts with
 * the square of its weight. The weights are found by a search that needs no gradient; the scale goes to either factor by its root.
 */
public record LoraHub() implements SitewiseCombination {
    /** The search starts at no adapter at all. */
    public static final double START = 0;

    /** Weights are searched within plus and minus this. */
    public static final double BOUND = 1.5;

    /** How much of the weights' mean size is taken from the objective. */
    public static final double PENALTY = 0.05;

    @Override
    public Edit combine(Site site, List<Part> parts, NDManager scope) {
        List<NDArray> a = new ArrayList<>();
        List<NDArray> b = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (Part part : parts) {
            Part.Factors factors = part.factors(scope);
            a.add(factors.a());
            b.add(factors.b());
            weights.add(part.weight() * Math.sqrt(Math.abs(factors.scale())));
        }
        OnFactors.requireOneRank(site, parts, a);
        return Merging.lowRank(Merging.sum(a, weights, scope), Merging.sum(b, weights, scope), scope);
    }
}
