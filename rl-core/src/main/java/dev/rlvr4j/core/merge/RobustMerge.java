package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import java.util.ArrayList;
import java.util.List;

/**
 * RobustMerge (Zeng et al. 2025), as its published code has it: of A and of B the largest entries stay; what A's trimming took of
 * each rank direction scales that direction up in B, where directions that lost little are scaled as those at a quantile; A is
 * the sum of the trimmed ones times 2, B their mean by the scales times 2.
 *
 * @param density share of the entries of each factor that stay
 * @param quantile scales below this quantile of a layer's are raised to it
 */
record RobustMerge(double density, double quantile) implements SitewiseCombination {
    private static final double FACTOR = 2;

    RobustMerge {
        if (!(density > 0 && density < 1)) {
            throw new InputException("density must be between 0 and 1, but is " + density);
        }
        if (!(quantile >= 0 && quantile < 1)) {
            throw new InputException("quantile must be from 0 to below 1, but is " + quantile);
        }
    }

    @Override
    public Edit combine(Site site, List<Part> parts, NDManager scope) {
        List<NDArray> whole = new ArrayList<>();
        List<NDArray> a = new ArrayList<>();
        List<NDArray> b = new ArrayList<>();
        List<NDArray> scales = new ArrayList<>();
        List<Double> weightsOfA = new ArrayList<>();
        List<Double> weightsOfB = new ArrayList<>();
        for (Part part : parts) {
            Part.Factors factors = part.factors(scope);
            double weight = part.weight() * factors.scale();
            double root = FACTOR * Math.sqrt(Math.abs(weight));
            whole.add(factors.a());
            NDArray trimmed = trimmed(factors.a(), scope);
            a.add(trimmed);
            b.add(trimmed(factors.b(), scope));
            scales.add(Merging.one(
                    Merging.call("row_scale", scope)
                            .tensor(factors.a())
                            .tensor(trimmed)
                            .integer((long) (factors.a().getShape().get(0) * quantile)),
                    scope));
            weightsOfA.add(weight < 0 ? -root : root);
            weightsOfB.add(root);
        }
        OnFactors.requireOneRank(site, parts, whole);
        NDArray mean = Merging.one(
                Merging.call("scaled_mean", scope)
                        .tensors(b)
                        .tensors(scales)
                        .tensor(Merging.weights(weightsOfB, scope)),
                scope);
        return Merging.lowRank(Merging.sum(a, weightsOfA, scope), mean, scope);
    }

    private NDArray trimmed(NDArray factor, NDManager scope) {
        long least = Math.max(1, (long) (factor.size() * (1 - density)));
        return Merging.one(Merging.call("trimmed", scope).tensor(factor).integer(least), scope);
    }
}
