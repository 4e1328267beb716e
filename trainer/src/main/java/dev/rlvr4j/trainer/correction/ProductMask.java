package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.trainer.loss.LossBatch;

/**
 * Leaves out sequences whose product of token ratios, exp(sum d), is out of bounds; d = old - sampler log-prob. The other
 * sequences keep weight 1.
 *
 * @param low smallest product that stays, at least 0
 * @param high largest product that stays
 */
public record ProductMask(double low, double high) implements SamplerCorrection {
    public ProductMask {
        SamplerCorrection.checkBounds(low, high);
    }

    @Override
    public CorrectionResult weights(LossBatch batch) {
        return SamplerCorrection.sequences(
                batch,
                s -> SamplerCorrection.keep(SamplerCorrection.inside(SamplerCorrection.product(batch, s), low, high)));
    }
}
