package dev.rlvr4j.trainer.loss;

import dev.rlvr4j.trainer.checkpoint.Memory;
import java.util.List;
import java.util.Map;

/** A training objective, to be minimised: a pure function of log-probs to a value and a gradient. */
@FunctionalInterface
public interface Loss {
    /** Computes the loss of a micro-batch: the sum over its tokens of weight times token loss. */
    LossResult compute(LossBatch batch);

    /** Whether the loss reads {@link LossBatch#reference}; it costs a forward pass of the base. */
    default boolean needsReference() {
        return false;
    }

    /**
     * Whether a sequence whose advantages are all zero still has value or gradient. Where it has neither, the trainer does
     * not compute such sequences: the step is the same, up to float rounding, and quicker.
     */
    default boolean needsZeroAdvantageRows() {
        return true;
    }

    /**
     * Whether the loss compares old with sampler log-probs, so that it would do nothing if the one were taken for the other.
     */
    default boolean comparesOldWithSampler() {
        return false;
    }

    /**
     * Whether {@link #over} must be given the whole optimizer batch before its micro-batches, for figures that no micro-batch
     * has (a quantile, a mean); it costs a forward pass.
     */
    default boolean needsWholeBatch() {
        return false;
    }

    /**
     * This loss for the micro-batches of one optimizer batch.
     *
     * @param whole the optimizer batch under the current weights; {@link LossBatch#positions} of a micro-batch point into it
     */
    default Loss over(LossBatch whole) {
        return this;
    }

    /**
     * Learns how an optimizer step went, for coefficients that adapt. Called after each step that was not skipped.
     *
     * @param figures metrics of the step
     * @param sequences completions of its optimizer batch
     */
    default void stepped(Map<String, Double> figures, int sequences) {}

    /** What it remembers from step to step, for the checkpoints of a run. */
    default List<Memory> memories() {
        return List.of();
    }
}
