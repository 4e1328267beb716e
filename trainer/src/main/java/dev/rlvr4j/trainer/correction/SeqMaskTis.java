package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.trainer.loss.LossBatch;

/**
 * Token importance weights exp(d), d = old - sampler log-prob, without a cap, in sequences whose geometric mean of them is within
 * bounds; the other sequences are left out.
 *
 * @param low smallest mean that stays, at least 0
 * @param high largest mean that stays
 */
public record SeqMaskTis(double low, double high) implements SamplerCorrection {
    public SeqMaskTis {
        SamplerCorrection.checkBounds(low, high);
    }

    @Override
    public CorrectionResult weights(LossBatch batch) {
        float[] kept = new GeometricMask(low, high).weights(batch).weights();
        return SamplerCorrection.tokens(batch, i -> kept[i] * SamplerCorrection.ratio(batch, i));
    }
}
