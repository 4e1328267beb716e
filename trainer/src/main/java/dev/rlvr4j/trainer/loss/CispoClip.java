package dev.rlvr4j.trainer.loss;

/**
 * CISPO (MiniMax-M1, 2025) with two bounds, as verl and SkyRL train it: -c A log-prob, c = clip(r, 1 - epsilon_low, 1 +
 * epsilon_high) without gradient.
 *
 * @param epsilonLow in [0, 1]; 1 leaves out the lower bound
 * @param epsilonHigh at least 0
 */
public record CispoClip(double epsilonLow, double epsilonHigh) implements Loss {
    public CispoClip {
        new ClipRange(epsilonLow, epsilonHigh);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return WeightedLogProbs.clipped(batch, 1 - epsilonLow, 1 + epsilonHigh);
    }
}
