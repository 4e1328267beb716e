package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.loss.LossBatch;

/**
 * Leaves out sequences of negative advantage that the policy has moved away from (DeepSeek-V3.2): a sequence stays where its
 * advantage is at least 0 or the mean over its tokens of sampler - new log-prob is at most delta.
 *
 * @param delta nats per token, at least 0
 */
public record OffPolicySequence(double delta) implements Correction {
    public OffPolicySequence {
        if (!(delta >= 0)) {
            throw new InputException("delta must be 0 or positive, but is " + delta);
        }
    }

    @Override
    public CorrectionResult weights(LossBatch batch) {
        return SamplerCorrection.sequences(batch, s -> SamplerCorrection.keep(stays(batch, s)));
    }

    private boolean stays(LossBatch batch, int sequence) {
        double advantage = 0;
        double gone = 0;
        int from = batch.offsets()[sequence];
        int to = batch.offsets()[sequence + 1];
        for (int i = from; i < to; i++) {
            advantage += batch.advantages()[i];
            gone += (double) batch.sampler()[i] - batch.logProbs()[i];
        }
        return advantage >= 0 || gone / (to - from) <= delta;
    }
}
