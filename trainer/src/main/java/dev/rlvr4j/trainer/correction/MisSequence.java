package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.trainer.loss.LossBatch;

/**
 * Masked importance sampling on sequences: the weight of all tokens of a sequence is its ratio exp(sum d), d = old - sampler
 * log-prob, and 0 where that is out of bounds. The product grows with length, so this drops long answers first.
 *
 * @param low smallest ratio that stays, at least 0
 * @param high largest ratio that stays
 */
public record MisSequence(double low, double high) implements SamplerCorrection {
    public MisSequence {
        SamplerCorrection.checkBounds(low, high);
    }

    @Override
    public CorrectionResult weights(LossBatch batch) {
        return SamplerCorrection.sequences(batch, s -> {
            double ratio = SamplerCorrection.product(batch, s);
            return SamplerCorrection.inside(ratio, low, high) ? ratio : 0;
        });
    }
}
