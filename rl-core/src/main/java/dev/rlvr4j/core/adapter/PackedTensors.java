package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.checkpoint.Safetensors;
import org.jspecify.annotations.Nullable;

/** A method whose tensors PEFT may write in another form, under keys that begin with their own. */
interface PackedTensors {
    /** A tensor that the file does not hold as it is, put together from what it holds; null where it has nothing of it. */
    @Nullable
    NDArray unpack(String key, long[] shape, Safetensors file, NDManager scope);
}
