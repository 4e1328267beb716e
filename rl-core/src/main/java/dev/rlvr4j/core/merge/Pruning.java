package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.List;

/** Which entries of a tensor stay; the others become zero. */
sealed interface Pruning {
    /** The share of entries that stay, above 0; from 1 on all do. */
    double density();

    /** The tensor with what is left of it. */
    NDArray prune(NDArray tensor, long key, NDManager scope);

    /** The tensors with what is left of them. */
    default List<NDArray> prune(List<NDArray> tensors, String name, NDManager scope) {
        if (density() >= 1) {
            return tensors;
        }
        List<NDArray> pruned = new ArrayList<>();
        for (NDArray tensor : tensors) {
            pruned.add(prune(tensor, CounterRandom.key(CounterRandom.key(seed(), name), pruned.size()), scope));
        }
        return pruned;
    }

    /** Key of the randomness, if there is any. */
    default long seed() {
        return 0;
    }

    private static void check(double density) {
        if (!(density > 0)) {
            throw new InputException(
                    "density is the share of entries that are kept, above 0 and at most 1, but is " + density);
        }
    }

    /** The largest stay, as they are. */
    record Largest(double density) implements Pruning {
        public Largest {
            check(density);
        }

        @Override
        public NDArray prune(NDArray tensor, long key, NDManager scope) {
            long kept = (long) (density * tensor.size());
            return Merging.one(Merging.call("largest", scope).tensor(tensor).integer(kept), scope);
        }
    }

    /**
     * Each stays with that probability, divided by it (DARE, Yu et al. 2024).
     *
     * @param seed key of the draws
     */
    record Random(double density, long seed) implements Pruning {
        public Random {
            check(density);
        }

        @Override
        public NDArray prune(NDArray tensor, long key, NDManager scope) {
            float[] mask = new float[Math.toIntExact(tensor.size())];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = CounterRandom.uniform(key, i) < density ? 1 : 0;
            }
            try (NDArray kept = Tensors.on(scope.getDevice()).parameter(scope, mask, mask.length)) {
                return Merging.one(
                        Merging.call("dropped", scope)
                                .tensor(tensor)
                                .tensor(kept)
                                .number(density),
                        scope);
            }
        }
    }
}
