package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Several model states of one base side by side, for batches whose rows are of different ones, as {@code transformer.py} takes
 * them. States that have most weights in common with others stand first, so that rows of one product stand together.
 */
final class MixedModel {
    private final List<ModelTensors> models;
    private final List<NDArray> weights = new ArrayList<>();
    private final List<NDArray> edits = new ArrayList<>();
    private final long[] ends;

    /**
     * States of one base.
     *
     * @param states distinct, at least one
     * @param absent a tensor without elements
     */
    MixedModel(Collection<ModelTensors> states, NDArray absent) {
        Map<NDArray, Integer> uses = new IdentityHashMap<>();
        states.forEach(state -> state.allWeights().forEach(weight -> uses.merge(weight, 1, Integer::sum)));
        models = states.stream()
                .sorted(Comparator.comparingLong((ModelTensors state) -> state.allWeights().stream()
                        .filter(weight -> java.util.Objects.requireNonNull(uses.get(weight)) == 1)
                        .count()))
                .toList();
        for (ModelTensors model : models) {
            weights.addAll(model.allWeights());
            edits.addAll(model.edits());
        }
        edits.addAll(Collections.nCopies(ModelTensors.EDITS_PER_GROUP, absent));
        ends = ends();
    }

    /** For each weight and model, the model after the last one from there on that has the same. */
    private long[] ends() {
        int count = models.size();
        int each = weights.size() / count;
        long[] result = new long[weights.size()];
        for (int weight = 0; weight < each; weight++) {
            int end = count;
            for (int model = count - 1; model >= 0; model--) {
                if (model < count - 1
                        && weights.get(model * each + weight) != weights.get((model + 1) * each + weight)) {
                    end = model + 1;
                }
                result[weight * count + model] = end;
            }
        }
        return result;
    }

    /** Whether it is of these states, and no others. */
    boolean isOf(Set<ModelTensors> states) {
        return models.size() == states.size() && states.containsAll(models);
    }

    /** The states, in the order their rows must stand in. */
    List<ModelTensors> models() {
        return models;
    }

    List<NDArray> weights() {
        return weights;
    }

    List<NDArray> edits() {
        return edits;
    }

    long[] endsOfProducts() {
        return ends;
    }
}
