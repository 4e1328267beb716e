package dev.rlvr4j.trainer;

import dev.rlvr4j.core.InputException;

/**
 * The settings of supervised training.
 *
 * @param examplesPerStep examples of each optimizer step, at least 1
 * @param shuffle whether each pass over the examples has an order of its own; sources above 2^24 examples keep theirs
 */
public record SftSettings(int examplesPerStep, boolean shuffle) {
    public static final SftSettings DEFAULT = new SftSettings(32, true);

    public SftSettings {
        if (examplesPerStep < 1) {
            throw new InputException("examples_per_step must be at least 1, but is " + examplesPerStep);
        }
    }

    /** Steps that take this many passes over the examples; the last may run into the next pass. */
    public int steps(long examples, int epochs) {
        return Math.toIntExact((examples * epochs + examplesPerStep - 1) / examplesPerStep);
    }
}
