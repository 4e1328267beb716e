package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.CLIP_HIGH;
import static dev.rlvr4j.trainer.metrics.MetricNames.CLIP_LOW;
import static dev.rlvr4j.trainer.metrics.MetricNames.RATIO_MAX;
import static dev.rlvr4j.trainer.metrics.MetricNames.RATIO_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.RATIO_MIN;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.metrics.Metrics;

/**
 * The clipped surrogate of GRPO (Shao et al. 2024, eq. 3) on token ratios, with the two clip bounds of DAPO (Yu et al.
 * 2025, eq. 10): per token -min(r A, clip(r, 1 - epsilon_low, 1 + epsilon_high) A), r = exp(new - old).
 *
 * @param epsilonLow in [0, 1]
 * @param epsilonHigh at least 0
 */
public record PpoClip(double epsilonLow, double epsilonHigh) implements Loss {
    public PpoClip {
        if (!(epsilonLow >= 0 && epsilonLow <= 1)) {
            throw new InputException("epsilon_low must be in [0, 1], but is " + epsilonLow);
        }
        if (!(epsilonHigh >= 0) || Double.isInfinite(epsilonHigh)) {
            throw new InputException("epsilon_high must be 0 or positive, but is " + epsilonHigh);
        }
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        int n = batch.tokens();
        float[] gradient = new float[n];
        double value = 0;
        double ratioSum = 0;
        double ratioMin = Double.POSITIVE_INFINITY;
        double ratioMax = Double.NEGATIVE_INFINITY;
        int low = 0;
        int high = 0;
        for (int i = 0; i < n; i++) {
            double advantage = batch.advantages()[i];
            double ratio = Math.exp((double) batch.logProbs()[i] - batch.old()[i]);
            double clipped = Math.max(1 - epsilonLow, Math.min(1 + epsilonHigh, ratio));
            double weight = batch.weights()[i];
            // The minimum takes the clipped branch only where it is the smaller one: that branch has no gradient.
            if (ratio * advantage > clipped * advantage) {
                value -= weight * clipped * advantage;
                low += advantage < 0 ? 1 : 0;
                high += advantage > 0 ? 1 : 0;
            } else {
                value -= weight * ratio * advantage;
                gradient[i] = (float) (-weight * ratio * advantage);
            }
            ratioSum += ratio;
            ratioMin = Math.min(ratioMin, ratio);
            ratioMax = Math.max(ratioMax, ratio);
        }
        Metrics metrics = new Metrics()
                .meanOf(RATIO_MEAN, ratioSum, n)
                .min(RATIO_MIN, ratioMin)
                .max(RATIO_MAX, ratioMax)
                .meanOf(CLIP_LOW, low, n)
                .meanOf(CLIP_HIGH, high, n);
        return new LossResult(value, gradient, null, metrics);
    }
}
