package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import dev.rlvr4j.core.InputException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an adapter's trainable tensors mean for the base model, in float32.
 *
 * @param edits edits of linear layers; layers that are not named stay as they are
 * @param weights replaced base tensors by their Hugging Face name: all of them for full fine-tuning, some for dense changes,
 *     norm gains and the like; an edit of such a layer sits on the replaced weight
 * @param bottlenecks small networks behind sublayers
 * @param virtual tokens before every prompt; null is none
 */
public record Compilation(
        Map<Site, Edit> edits,
        Map<String, NDArray> weights,
        Map<Sublayer, Bottleneck> bottlenecks,
        @Nullable VirtualTokens virtual) {
    public Compilation {
        edits = Map.copyOf(edits);
        weights = Map.copyOf(weights);
        bottlenecks = Map.copyOf(bottlenecks);
    }

    /** Edits and replaced weights only. */
    public Compilation(Map<Site, Edit> edits, Map<String, NDArray> weights) {
        this(edits, weights, Map.of(), null);
    }

    /** Whether weights and biases can say all of it: no bottleneck and no virtual token. */
    public boolean isMergeable() {
        return bottlenecks.isEmpty() && virtual == null;
    }

    /** InputException where the adapter cannot be put into the base's weights. */
    public void requireMergeable() {
        if (!isMergeable()) {
            throw new InputException("the adapter cannot be merged into the base's weights, since it has "
                    + (virtual != null ? "virtual tokens before the prompt" : "bottlenecks behind layers")
                    + "; sample with the adapter itself");
        }
    }
}
