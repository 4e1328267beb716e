package dev.rlvr4j.trainer.loss;

/**
 * GSPO (Zheng et al. 2025, eq. 5 to 7): the clipped surrogate on one ratio per sequence, the geometric mean of its tokens'
 * ratios. Such ratios stay near 1, so the bounds are a thousand times narrower than those of token ratios.
 *
 * @param epsilonLow in [0, 1]
 * @param epsilonHigh at least 0
 */
public record Gspo(double epsilonLow, double epsilonHigh) implements Loss {
    public Gspo {
        new ClipRange(epsilonLow, epsilonHigh);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return SequenceSurrogate.of(batch, new ClipRange(epsilonLow, epsilonHigh), n -> 1.0 / n, n -> 1);
    }
}
