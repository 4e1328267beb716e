package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import java.util.ArrayList;
import java.util.List;

/**
 * Combines the factors A and B of several LoRAs of one rank, each by itself, as PEFT's {@code linear}, {@code ties} and the like
 * do: with the root of weight times scale on either, and its sign on A. The product has cross terms, so with {@link
 * TensorMerge.Sum} it is no weighted sum of the changes.
 */
record OnFactors(TensorMerge merge) implements SitewiseCombination {
    @Override
    public Edit combine(Site site, List<Part> parts, NDManager scope) {
        List<NDArray> a = new ArrayList<>();
        List<NDArray> b = new ArrayList<>();
        List<Double> weightsOfA = new ArrayList<>();
        List<Double> weightsOfB = new ArrayList<>();
        for (Part part : parts) {
            Part.Factors factors = part.factors(scope);
            double weight = part.weight() * factors.scale();
            double root = Math.sqrt(Math.abs(weight));
            a.add(factors.a());
            b.add(factors.b());
            weightsOfA.add(weight < 0 ? -root : root);
            weightsOfB.add(root);
        }
        requireOneRank(site, parts, a);
        return Merging.lowRank(
                merge.merge(a, weightsOfA, site.name() + ".lora_A", scope),
                merge.merge(b, weightsOfB, site.name() + ".lora_B", scope),
                scope);
    }

    /** Refuses factors of different ranks. */
    static void requireOneRank(Site site, List<Part> parts, List<NDArray> a) {
        long first = a.get(0).getShape().get(0);
        for (int i = 1; i < a.size(); i++) {
            long rank = a.get(i).getShape().get(0);
            if (rank != first) {
                throw new InputException("the factors at " + site.name() + " have rank " + first + " in "
                        + parts.get(0).of().name() + " and rank " + rank + " in "
                        + parts.get(i).of().name()
                        + ", and this method needs one rank; take cat, or one that ends in svd");
            }
        }
    }
}
