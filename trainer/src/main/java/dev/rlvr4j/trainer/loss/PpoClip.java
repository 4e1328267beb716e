package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.CLIP_DUAL;

import dev.rlvr4j.core.InputException;

/**
 * The clipped surrogate on token ratios: per token -min(r A, clip(r, 1 - epsilon_low, 1 + epsilon_high) A), r = exp(new -
 * old). It is the loss of PPO (Schulman et al. 2017, eq. 7), GRPO (Shao et al. 2024, eq. 3) and, with two bounds, DAPO (Yu et
 * al. 2025, eq. 10); they differ in advantage and aggregation.
 *
 * @param epsilonLow in [0, 1]
 * @param epsilonHigh at least 0
 * @param dualClip c of the dual clip (Ye et al. 2020, eq. 5), above 1: where A is negative the loss is at most -c A; 0 is off
 * @param delta cap on the unclipped ratio, positive (INTELLECT-2, 2025; TRL); 0 is off
 */
public record PpoClip(double epsilonLow, double epsilonHigh, double dualClip, double delta) implements Loss {
    public PpoClip {
        new ClipRange(epsilonLow, epsilonHigh);
        if (dualClip != 0 && !(dualClip > 1 && Double.isFinite(dualClip))) {
            throw new InputException("dual_clip must be above 1, or 0 for off, but is " + dualClip);
        }
        Setting.nonNegative("delta", delta);
    }

    /** Without dual clip and without cap. */
    public PpoClip(double epsilonLow, double epsilonHigh) {
        this(epsilonLow, epsilonHigh, 0, 0);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        ClipRange range = new ClipRange(epsilonLow, epsilonHigh);
        RatioFigures figures = new RatioFigures();
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        int dual = 0;
        for (int i = 0; i < gradient.length; i++) {
            double advantage = batch.advantages()[i];
            double log = (double) batch.logProbs()[i] - batch.old()[i];
            double ratio = LogRatio.ratio(log);
            boolean capped = delta > 0 && ratio > delta;
            double clipped = range.clip(ratio);
            double free = capped ? delta : ratio;
            double loss = -Math.min(free * advantage, clipped * advantage);
            double slope = capped ? 0 : -LogRatio.slope(log) * advantage;
            if (free * advantage > clipped * advantage) {
                slope = 0; // the clipped branch
                figures.clipped(advantage);
            }
            if (dualClip > 0 && advantage < 0 && loss > -dualClip * advantage) {
                loss = -dualClip * advantage;
                slope = 0;
                dual++;
            }
            value += batch.weights()[i] * loss;
            gradient[i] = (float) (batch.weights()[i] * slope);
            figures.ratio(ratio);
        }
        var metrics = figures.withClips();
        return new LossResult(
                value, gradient, null, dualClip > 0 ? metrics.meanOf(CLIP_DUAL, dual, gradient.length) : metrics);
    }
}
