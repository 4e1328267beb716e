package dev.rlvr4j.trainer.aggregation;

import dev.rlvr4j.core.RlvrException;

/**
 * The sequences of an optimizer batch, without their contents.
 *
 * @param lengths tokens of each sequence that are trained on, {@code [S]}
 * @param groups index of the group (prompt) each sequence belongs to, {@code [S]}, rising from 0
 */
public record BatchLayout(int[] lengths, int[] groups) {
    public BatchLayout {
        if (lengths.length != groups.length) {
            throw new RlvrException("a layout needs a group for each of its " + lengths.length + " sequences, but has "
                    + groups.length);
        }
    }

    /** Number of sequences, S. */
    public int sequences() {
        return lengths.length;
    }
}
