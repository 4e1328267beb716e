package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * What an adapter's trainable tensors mean for the base model, in float32.
 *
 * @param edits edits of linear layers; layers that are not named stay as they are
 * @param weights replaced base tensors by their Hugging Face name: all of them for full fine-tuning, some for dense changes,
 *     norm gains and the like; an edit of such a layer sits on the replaced weight
 */
public record Compilation(Map<Site, Edit> edits, Map<String, NDArray> weights) {
    public Compilation {
        edits = Map.copyOf(edits);
        weights = Map.copyOf(weights);
    }
}
