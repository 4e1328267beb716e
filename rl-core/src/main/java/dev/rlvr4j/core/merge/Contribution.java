package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.PeftFormat;
import dev.rlvr4j.core.torch.Gradients;
import java.nio.file.Path;
import java.util.Map;

/**
 * An adapter that goes into a combination.
 *
 * @param name what messages call it, e.g. its directory
 * @param method its method
 * @param tensors its tensors
 * @param compilation what they mean for the base
 * @param weight how much of it goes in; may be negative
 */
public record Contribution(
        String name, AdapterMethod method, Map<String, NDArray> tensors, Compilation compilation, double weight) {
    public Contribution {
        if (!Double.isFinite(weight)) {
            throw new InputException("the weight of " + name + " must be a number, but is " + weight);
        }
    }

    /** Compiles an adapter's tensors. */
    public static Contribution of(
            String name,
            AdapterMethod method,
            Map<String, NDArray> tensors,
            double weight,
            Base base,
            NDManager scope) {
        try (Gradients.Mode off = Gradients.recording(false)) {
            return new Contribution(name, method, tensors, method.compile(base, tensors, scope), weight);
        }
    }

    /** Reads an adapter in PEFT's format; InputException where it is damaged or another model's. */
    public static Contribution read(Path directory, double weight, Base base, NDManager scope) {
        PeftFormat.Loaded loaded = PeftFormat.read(directory, base, scope);
        return of(directory.toString(), loaded.method(), loaded.parameters(), weight, base, scope);
    }

    /** The same with another weight. */
    public Contribution weighing(double other) {
        return new Contribution(name, method, tensors, compilation, other);
    }
}
