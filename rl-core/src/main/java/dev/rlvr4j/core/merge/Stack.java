package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.torch.Gradients;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Each adapter on top of those before it, exactly: what an adapter that was trained on a frozen one gives with that one. Each is
 * compiled for the base with those below it, since what a method's tensors mean may depend on the weights under them (DoRA's
 * norm).
 */
record Stack() implements Combination {
    @Override
    public List<Contribution> read(List<Path> directories, List<Double> weights, Base base, NDManager scope) {
        List<Contribution> adapters = new ArrayList<>();
        for (Path directory : directories) {
            Base below = adapters.isEmpty() ? base : new AdaptedBase(base, combine(base, adapters, scope));
            adapters.add(Contribution.read(directory, weights.get(adapters.size()), below, scope));
        }
        return adapters;
    }

    @Override
    public Compilation combine(Base base, List<Contribution> adapters, NDManager scope) {
        Compilation stack = new Compilation(Map.of(), Map.of());
        try (Gradients.Mode off = Gradients.recording(false)) {
            for (Contribution adapter : adapters) {
                if (adapter.weight() != 1) {
                    throw new InputException("a stack takes every adapter as it is, but " + adapter.name()
                            + " has weight " + adapter.weight());
                }
                stack = Composition.of(base, stack, adapter.compilation(), scope);
            }
        }
        return stack;
    }
}
