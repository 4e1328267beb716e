package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import dev.rlvr4j.core.RlvrException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that stand before every prompt and belong to no vocabulary: real tokens' positions begin after them. They come as rows
 * of embeddings that go through the model like any others (prompt tuning), or as the keys and values that each layer's attention
 * finds for them (prefix tuning).
 *
 * @param embeddings {@code [n, d]}; null where keys and values are given
 * @param keysAndValues keys of layer 0, values of layer 0, keys of layer 1, ..., each {@code [n, KV D]}, not rotated any more;
 *     empty where embeddings are given
 */
public record VirtualTokens(@Nullable NDArray embeddings, List<NDArray> keysAndValues) {
    public VirtualTokens {
        keysAndValues = List.copyOf(keysAndValues);
        if ((embeddings == null) == keysAndValues.isEmpty()) {
            throw new RlvrException("virtual tokens are embeddings, or else keys and values");
        }
    }
}
