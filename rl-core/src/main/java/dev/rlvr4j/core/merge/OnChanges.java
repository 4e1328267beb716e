package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.torch.Program;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Combines the changes of weights, and takes the nearest change of some rank by a singular value decomposition, as PEFT's {@code
 * svd}, {@code ties_svd} and the like do. The adapters may be of any method that changes weights. The sum of low-rank changes is
 * decomposed without ever being formed.
 *
 * @param rank of the result; 0 takes the largest rank among the adapters at the layer
 * @param clamp the factors are cut off at this quantile of their entries; 1 leaves them
 */
record OnChanges(TensorMerge merge, int rank, double clamp) implements SitewiseCombination {
    OnChanges {
        if (rank < 0) {
            throw new InputException("rank must be at least 1, or 0 for the adapters' own, but is " + rank);
        }
        if (!(clamp > 0.5 && clamp <= 1)) {
            throw new InputException("clamp is a quantile, above 0.5 and at most 1 for no clamping, but is " + clamp);
        }
    }

    @Override
    public Edit combine(Site site, List<Part> parts, NDManager scope) {
        parts.forEach(Part::requireNoBias);
        int most = Math.min(site.in(), site.out());
        int kept = Math.min(most, rank > 0 ? rank : rank(site, parts));
        NDList factors = nearest(site, parts, kept, scope).run(scope);
        if (clamp < 1) {
            factors = Merging.call("clamped", scope)
                    .tensor(factors.get(0))
                    .tensor(factors.get(1))
                    .number(clamp)
                    .run(scope);
        }
        return Merging.lowRank(factors.get(0), factors.get(1), scope);
    }

    private Program.Call nearest(Site site, List<Part> parts, int kept, NDManager scope) {
        if (merge instanceof TensorMerge.Sum && parts.stream().allMatch(part -> part.lowRank() != null)) {
            Edit sum = Cat.joined(parts, scope);
            return Merging.call("truncated_product", scope)
                    .tensor(Objects.requireNonNull(sum.p()))
                    .tensor(Objects.requireNonNull(sum.q()))
                    .integer(kept);
        }
        List<NDArray> changes = parts.stream().map(part -> part.change(scope)).toList();
        List<Double> weights = parts.stream().map(Part::weight).toList();
        NDArray change = merge.merge(changes, weights, site.name(), scope);
        return Merging.call("truncated", scope).tensor(change).integer(kept);
    }

    private static int rank(Site site, List<Part> parts) {
        long largest = 0;
        for (Part part : parts) {
            @Nullable Edit edit = part.lowRank();
            if (edit == null) {
                throw new InputException("the " + part.of().method().name() + " adapter "
                        + part.of().name() + " has no rank at " + site.name()
                        + "; say with rank which one the result shall have");
            }
            largest = Math.max(
                    largest, Objects.requireNonNull(edit.p()).getShape().get(1));
        }
        return Math.toIntExact(largest);
    }
}
