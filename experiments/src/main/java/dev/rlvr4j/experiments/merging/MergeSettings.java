package dev.rlvr4j.experiments.merging;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.merge.Combination;
import dev.rlvr4j.core.merge.Combinations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is merged, and how.
 *
 * @param method a name of {@link Combinations}
 * @param options its settings
 * @param adapters directories in PEFT's format
 * @param weights one for each adapter; empty is 1 for each
 * @param intoBase whether to write a checkpoint of the whole model instead of an adapter
 * @param out a directory that does not exist yet, or is empty
 */
public record MergeSettings(
        String method,
        Map<String, String> options,
        List<Path> adapters,
        List<Double> weights,
        boolean intoBase,
        Path out) {
    public MergeSettings {
        options = Map.copyOf(options);
        adapters = List.copyOf(adapters);
        weights = List.copyOf(weights);
        if (adapters.isEmpty()) {
            throw new InputException("name the adapters to merge");
        }
        if (!weights.isEmpty() && weights.size() != adapters.size()) {
            throw new InputException("there are " + adapters.size() + " adapters, but " + weights.size()
                    + " weights; give one for each");
        }
        Combination unused = Combinations.of(method, options); // so that a mistake in it costs no work
        requireEmpty(out);
    }

    /** The method for a number of adapters where none is named: one is taken as it is. */
    public static String method(@Nullable String named, int adapters) {
        return named != null ? named : adapters == 1 ? "stack" : "cat";
    }

    /** The same with other weights. */
    public MergeSettings weighing(List<Double> other) {
        return new MergeSettings(method, options, adapters, other, intoBase, out);
    }

    /** A weight for each adapter. */
    public List<Double> everyWeight() {
        return weights.isEmpty() ? Collections.nCopies(adapters.size(), 1.0) : weights;
    }

    Combination combination() {
        return Combinations.of(method, options);
    }

    static void requireEmpty(Path out) {
        if (!Files.exists(out)) {
            return;
        }
        if (!Files.isDirectory(out)) {
            throw new InputException(out + " is a file; name a directory to write to");
        }
        try (Stream<Path> files = Files.list(out)) {
            if (files.findAny().isPresent()) {
                throw new InputException(out + " is not empty; name a directory that does not exist yet");
            }
        } catch (IOException e) {
            throw new InputException("cannot look into " + out + ": " + e.getMessage(), e);
        }
    }
}
