package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Map;

/**
 * A method's map by itself, for checks of gradients: the same tensors with the same meaning, but nothing is added to the loss,
 * no gradient is changed, all tensors learn at one rate, and none is touched after a step.
 *
 * @param method whose map
 */
public record MapAlone(AdapterMethod method) implements AdapterMethod {
    @Override
    public String name() {
        return method.name();
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        return method.shapes(base);
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        return method.initialise(base, seed, scope);
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
        return method.compile(base, tensors, scope);
    }

    @Override
    public boolean trains(String tensor) {
        return method.trains(tensor);
    }

    @Override
    public boolean exactGradient() {
        return method.exactGradient();
    }

    @Override
    public void save(Base base, Map<String, NDArray> tensors, Path directory) {
        method.save(base, tensors, directory);
    }
}
