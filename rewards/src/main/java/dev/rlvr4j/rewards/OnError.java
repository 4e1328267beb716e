package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a run when a verifier fails on a completion: it throws, runs past its limit, or gives NaN or null.
 *
 * <p>Either the run stops with the error, or the completion is scored with a value the user has chosen, counted under
 * {@code error/NAME} in the metrics and named in a warning. There is no third way that leaves the completion out of its group:
 * a group has a score for each completion, and one without a score would change the group's size and with it everyone's
 * advantage. The value has no default, so that no failure becomes a 0 that nobody asked for.
 *
 * @param value the score of such a completion, finite; null stops the run
 */
public record OnError(@Nullable Double value) {
    /** The run stops with the error. */
    public static final OnError STOP = new OnError(null);

    public OnError {
        if (value != null && !Double.isFinite(value)) {
            throw new InputException("the value of a completion whose verifier fails must be finite, but is " + value);
        }
    }

    /** The run goes on; the completion scores {@code value}, which should be one that a bad completion scores too. */
    public static OnError count(double value) {
        return new OnError(value);
    }
}
