package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.trainer.loss.LossBatch;

/**
 * Truncated importance sampling on sequences: the weight of all tokens of a sequence is min(exp(sum d), cap), d = old - sampler
 * log-prob. The product over a long sequence soon meets the cap or vanishes: for long answers take tokens.
 *
 * @param cap largest weight, positive
 */
public record TisSequence(double cap) implements SamplerCorrection {
    public TisSequence {
        SamplerCorrection.checkCap(cap);
    }

    @Override
    public CorrectionResult weights(LossBatch batch) {
        return SamplerCorrection.sequences(batch, s -> Math.min(SamplerCorrection.product(batch, s), cap));
    }
}
