package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.trainer.loss.LossBatch;

/**
 * A weight on each token's policy loss through which no gradient flows: it corrects for a sampler that is not the trainer's
 * policy, or leaves tokens and sequences out. The share of a token ({@link LossBatch#weights}) stays that of the whole batch:
 * what is left out is not made up for by the others.
 */
@FunctionalInterface
public interface Correction {
    /** The weights of a micro-batch's tokens. */
    CorrectionResult weights(LossBatch batch);

    /** Whether it compares old with sampler log-probs, so that old must be the trainer's own to make it act. */
    default boolean comparesOldWithSampler() {
        return false;
    }

    /** Whether {@link #over} must be given the whole optimizer batch first; it costs a forward pass. */
    default boolean needsWholeBatch() {
        return false;
    }

    /**
     * This correction for the micro-batches of one optimizer batch.
     *
     * @param whole the optimizer batch under the current weights; {@link LossBatch#positions} of a micro-batch point into it
     */
    default Correction over(LossBatch whole) {
        return this;
    }
}
