package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.trainer.loss.LossBatch;

/**
 * Truncated importance sampling on tokens (Yao et al. 2025): the weight of a token is min(exp(d), cap), d = old - sampler
 * log-prob.
 *
 * @param cap largest weight, positive
 */
public record TisToken(double cap) implements SamplerCorrection {
    public TisToken {
        SamplerCorrection.checkCap(cap);
    }

    @Override
    public CorrectionResult weights(LossBatch batch) {
        return SamplerCorrection.tokens(batch, i -> Math.min(SamplerCorrection.ratio(batch, i), cap));
    }
}
