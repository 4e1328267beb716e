package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/**
 * A way to make one tensor of several of the same shape, entry by entry. A method of PEFT's {@code add_weighted_adapter} is one
 * of these, {@link OnFactors} or {@link OnChanges}.
 */
interface TensorMerge {
    /**
     * The combined tensor.
     *
     * @param tensors at least one, of one shape
     * @param weights as many
     * @param name of the tensor, key of randomness
     */
    NDArray merge(List<NDArray> tensors, List<Double> weights, String name, NDManager scope);

    /** The weighted sum. */
    record Sum() implements TensorMerge {
        @Override
        public NDArray merge(List<NDArray> tensors, List<Double> weights, String name, NDManager scope) {
            return Merging.sum(tensors, weights, scope);
        }
    }

    /** The weighted sum of tensors that some entries were taken from. */
    record PrunedSum(Pruning pruning) implements TensorMerge {
        @Override
        public NDArray merge(List<NDArray> tensors, List<Double> weights, String name, NDManager scope) {
            return Merging.sum(pruning.prune(tensors, name, scope), weights, scope);
        }
    }

    /** How TIES counts votes for a sign. */
    enum Sign {
        /** By the sum of the entries. */
        TOTAL,
        /** By their number. */
        FREQUENCY
    }

    /**
     * TIES (Yadav et al. 2023): entries are pruned, each elects a sign, and those that have it are averaged. With random pruning
     * it is DARE's form of it (Yu et al. 2024).
     */
    record Ties(Pruning pruning, Sign sign) implements TensorMerge {
        @Override
        public NDArray merge(List<NDArray> tensors, List<Double> weights, String name, NDManager scope) {
            return Merging.one(
                    Merging.call("elected", scope)
                            .tensors(pruning.prune(tensors, name, scope))
                            .tensor(Merging.weights(weights, scope))
                            .flag(sign == Sign.FREQUENCY),
                    scope);
        }
    }
}
