package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.CLIP_HIGH;
import static dev.rlvr4j.trainer.metrics.MetricNames.CLIP_LOW;
import static dev.rlvr4j.trainer.metrics.MetricNames.KL;
import static dev.rlvr4j.trainer.metrics.MetricNames.RATIO_MAX;
import static dev.rlvr4j.trainer.metrics.MetricNames.RATIO_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.RATIO_MIN;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.trainer.metrics.Metrics;

/**
 * The clipped surrogate of GRPO (Shao et al. 2024, eq. 3) on token ratios, with the two clip bounds of DAPO (Yu et al.
 * 2025, eq. 10): per token -min(r A, clip(r, 1 - epsilon_low, 1 + epsilon_high) A), r = exp(new - old), plus the k3 estimate
 * of the KL to the base, e^x - x - 1 with x = reference - new, times a coefficient.
 *
 * @param epsilonLow in [0, 1]
 * @param epsilonHigh at least 0
 * @param klCoefficient at least 0; with 0 the reference is not computed
 */
public record GrpoLoss(double epsilonLow, double epsilonHigh, double klCoefficient) implements Loss {
    public GrpoLoss {
        if (!(epsilonLow >= 0 && epsilonLow <= 1)) {
            throw new InputException("epsilon_low must be in [0, 1], but is " + epsilonLow);
        }
        if (!(epsilonHigh >= 0) || Double.isInfinite(epsilonHigh)) {
            throw new InputException("epsilon_high must be 0 or positive, but is " + epsilonHigh);
        }
        if (!(klCoefficient >= 0) || Double.isInfinite(klCoefficient)) {
            throw new InputException("kl_coefficient must be 0 (off) or positive, but is " + klCoefficient);
        }
    }

    @Override
    public boolean needsReference() {
        return klCoefficient > 0;
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return klCoefficient > 0;
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
        if (klCoefficient > 0) {
            value += addKl(batch, gradient, metrics);
        }
        return new LossResult(value, gradient, null, metrics);
    }

    private double addKl(LossBatch batch, float[] gradient, Metrics metrics) {
        float[] reference = batch.reference();
        if (reference == null) {
            throw new RlvrException(
                    "the KL term of the GRPO loss needs the log-probs of the base, but the batch has none");
        }
        double value = 0;
        double klSum = 0;
        for (int i = 0; i < gradient.length; i++) {
            double x = (double) reference[i] - batch.logProbs()[i];
            double growth = Math.expm1(x);
            double weight = klCoefficient * batch.weights()[i];
            value += weight * (growth - x);
            gradient[i] += (float) (-weight * growth);
            klSum += growth - x;
        }
        metrics.meanOf(KL, klSum, gradient.length);
        return value;
    }
}
