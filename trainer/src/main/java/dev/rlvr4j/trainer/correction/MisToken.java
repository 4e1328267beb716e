package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.trainer.loss.LossBatch;

/**
 * Masked importance sampling on tokens, and IcePop: the weight of a token is its ratio exp(d), d = old - sampler log-prob, and 0
 * where that is out of bounds.
 *
 * @param low smallest ratio that stays, at least 0
 * @param high largest ratio that stays
 */
public record MisToken(double low, double high) implements SamplerCorrection {
    public MisToken {
        SamplerCorrection.checkBounds(low, high);
    }

    @Override
    public CorrectionResult weights(LossBatch batch) {
        return SamplerCorrection.tokens(batch, i -> {
            double ratio = SamplerCorrection.ratio(batch, i);
            return SamplerCorrection.inside(ratio, low, high) ? ratio : 0;
        });
    }
}
