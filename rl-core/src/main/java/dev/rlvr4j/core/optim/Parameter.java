package dev.rlvr4j.core.optim;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * A trainable tensor in an optimizer step.
 *
 * @param name its name in the adapter
 * @param value float32, changed in place
 * @param gradient of the same shape, clipped already
 */
public record Parameter(String name, NDArray value, NDArray gradient) {
    static List<NDArray> values(List<Parameter> parameters) {
        return parameters.stream().map(Parameter::value).toList();
    }

    static List<NDArray> gradients(List<Parameter> parameters) {
        return parameters.stream().map(Parameter::gradient).toList();
    }
}
