package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A way to make one adapter of several. A combination is a value (a record of its settings).
 *
 * <p>To add one: a record that implements this, and a line in {@link Combinations}.
 */
public interface Combination {
    /**
     * Reads the adapters it combines.
     *
     * @param directories in PEFT's format
     * @param weights as many
     * @throws dev.rlvr4j.core.InputException where one of them is damaged or another model's
     */
    default List<Contribution> read(List<Path> directories, List<Double> weights, Base base, NDManager scope) {
        List<Contribution> adapters = new ArrayList<>();
        for (Path directory : directories) {
            adapters.add(Contribution.read(directory, weights.get(adapters.size()), base, scope));
        }
        return adapters;
    }

    /**
     * What the combined adapter means for the base, in float32, owned by {@code scope}. Not recorded by autograd.
     *
     * @param adapters at least one
     * @throws dev.rlvr4j.core.InputException where these adapters cannot be combined so, naming the layer and why
     */
    Compilation combine(Base base, List<Contribution> adapters, NDManager scope);
}
