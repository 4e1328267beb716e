package dev.rlvr4j.trainer.aggregation;

import dev.rlvr4j.core.RlvrException;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The sequences of an optimizer batch, without their contents.
 *
 * @param lengths tokens of each sequence that are trained on, {@code [S]}; training gives at least one of each
 * @param groups index of the group (prompt) each sequence belongs to, {@code [S]}, rising from 0
 */
public record BatchLayout(int[] lengths, int[] groups) {
    public BatchLayout {
        if (lengths.length != groups.length) {
            throw new RlvrException("a layout needs a group for each of its " + lengths.length + " sequences, but has "
                    + groups.length);
        }
        if (Arrays.stream(lengths).anyMatch(length -> length < 0)) {
            throw new RlvrException(
                    "a sequence cannot have fewer than 0 tokens, but the lengths are " + Arrays.toString(lengths));
        }
    }

    /** Number of sequences, S. */
    public int sequences() {
        return lengths.length;
    }

    /** Number of tokens, N; at least 1, so that it can divide. */
    public long tokens() {
        return Math.max(1, Arrays.stream(lengths).asLongStream().sum());
    }

    /** A value for each sequence, {@code [S]}. */
    double[] each(IntToDoubleFunction value) {
        return IntStream.range(0, sequences()).mapToDouble(value).toArray();
    }
}
