package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.trainer.loss.LossBatch;

/**
 * Leaves out sequences whose geometric mean of token ratios, exp(mean d), is out of bounds; d = old - sampler log-prob. Unlike
 * the product it does not grow with length. The other sequences keep weight 1.
 *
 * @param low smallest mean that stays, at least 0
 * @param high largest mean that stays
 */
public record GeometricMask(double low, double high) implements SamplerCorrection {
    public GeometricMask {
        SamplerCorrection.checkBounds(low, high);
    }

    @Override
    public CorrectionResult weights(LossBatch batch) {
        return SamplerCorrection.sequences(
                batch,
                s -> SamplerCorrection.keep(
                        SamplerCorrection.inside(SamplerCorrection.geometricMean(batch, s), low, high)));
    }
}
