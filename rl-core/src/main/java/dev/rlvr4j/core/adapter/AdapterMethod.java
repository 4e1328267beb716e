package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Map;

/**
 * A way to change a base model with trainable tensors: how they start, what they mean, how others read them. A method is a
 * value (a record of its settings); state lives in the tensors.
 */
public interface AdapterMethod {
    /** The name that recipes and messages use, e.g. {@code lora}. */
    String name();

    /**
     * Makes the trainable tensors, float32, in a fixed order, owned by {@code scope}.
     *
     * @param seed key of the initial noise: the same seed gives the same tensors
     */
    Map<String, NDArray> initialise(Base base, long seed, NDManager scope);

    /**
     * Maps trainable tensors to edits. Recorded by autograd where the calling thread records, so it uses differentiable
     * operations only. It must not depend on data: its backward pass runs once per optimizer step.
     */
    Compilation compile(Base base, Map<String, NDArray> parameters, NDManager scope);

    /** Writes the tensors in the format that other tools read, into an existing directory. */
    void save(Base base, Map<String, NDArray> parameters, Path directory);
}
