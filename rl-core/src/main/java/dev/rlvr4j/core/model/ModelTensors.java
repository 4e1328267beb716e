package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Everything the transformer programs take of a model, in the compute type: weights fused as {@code transformer.py} lists
 * them, and the edits on them.
 *
 * @param embedding {@code [V, d]}
 * @param head {@code [V, d]}, the embedding itself where they are tied
 * @param norm the final norm, {@code [d]}
 * @param weights {@value #WEIGHTS_PER_LAYER} tensors a layer
 * @param edits {@value #EDITS_PER_LAYER} tensors a layer
 */
public record ModelTensors(NDArray embedding, NDArray head, NDArray norm, List<NDArray> weights, List<NDArray> edits) {
    static final int WEIGHTS_PER_LAYER = 8;
    static final int EDITS_PER_GROUP = 5;
    static final int EDITS_PER_LAYER = 4 * EDITS_PER_GROUP;

    public ModelTensors {
        weights = List.copyOf(weights);
        edits = List.copyOf(edits);
    }

    List<NDArray> layerWeights(int layer) {
        return weights.subList(layer * WEIGHTS_PER_LAYER, (layer + 1) * WEIGHTS_PER_LAYER);
    }

    List<NDArray> layerEdits(int layer) {
        return edits.subList(layer * EDITS_PER_LAYER, (layer + 1) * EDITS_PER_LAYER);
    }
}
