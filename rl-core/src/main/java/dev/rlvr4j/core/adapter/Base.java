package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.quant.Quantisation;
import java.util.List;
import java.util.Map;

/** What an adapter method may ask of the frozen base model. */
public interface Base {
    ModelConfig config();

    /** Where the base came from, as adapter files record it. */
    String path();

    /** The linear layers an edit can sit on, layer by layer. */
    List<Site> sites();

    /** All base tensors' Hugging Face names with their shapes. */
    Map<String, long[]> weightShapes();

    /** A float32 copy of a base tensor by its Hugging Face name; of a quantised one, what it stands for. */
    NDArray weight(String name, NDManager scope);

    /** How the weights of linear layers are kept. */
    default Quantisation quantisation() {
        return Quantisation.NONE;
    }

    /** A float32 copy of a base tensor as it was before quantisation; a quantised base reads it from where it came from. */
    default NDArray original(String name, NDManager scope) {
        return weight(name, scope);
    }

    /**
     * What a layer's frozen weight makes of rows: {@code x W'} in float32, {@code [n, in]} to {@code [n, out]}, without the bias.
     * Recorded with respect to x where the thread records.
     */
    NDArray apply(Site site, NDArray x, NDManager scope);

    /**
     * What each layer's attention finds of a text that it has read: keys of layer 0, values of layer 0, keys of layer 1, ...,
     * each {@code [n, KV D]} float32.
     *
     * @param ids n token ids, at least one
     */
    List<NDArray> keysAndValues(int[] ids, NDManager scope);
}
