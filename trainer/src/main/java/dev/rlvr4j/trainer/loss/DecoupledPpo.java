package dev.rlvr4j.trainer.loss;

import dev.rlvr4j.trainer.metrics.MetricNames;

/**
 * Decoupled PPO (Hilton et al. 2022; AReaL, Fu et al. 2025): the clipped surrogate against a proximal policy, here the old
 * log-probs, times the weight exp(old - sampler) without gradient. So the clip follows the trainer's own steps, and the weight
 * makes up for a sampler that is behind. A mask or clamp keeps huge weights out; the tokens it drops stay in the divisor.
 *
 * @param epsilonLow in [0, 1]
 * @param epsilonHigh at least 0
 * @param dualClip as in {@link PpoClip}; 0 is off
 * @param weightCap largest weight, positive; 0 is no limit
 * @param onExcess what becomes of a token whose weight is larger
 */
public record DecoupledPpo(double epsilonLow, double epsilonHigh, double dualClip, double weightCap, OnExcess onExcess)
        implements Loss {
    /** What becomes of a weight above the cap. */
    public enum OnExcess {
        /** The token is left out. */
        MASK,
        /** The weight becomes the cap. */
        CLAMP
    }

    public DecoupledPpo {
        new PpoClip(epsilonLow, epsilonHigh, dualClip, 0);
        Setting.nonNegative("weight_cap", weightCap);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public boolean comparesOldWithSampler() {
        return true;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        float[] weights = new float[batch.tokens()];
        double sum = 0;
        int excess = 0;
        for (int i = 0; i < weights.length; i++) {
            double weight = LogRatio.ratio((double) batch.old()[i] - batch.sampler()[i]);
            if (weightCap > 0 && weight > weightCap) {
                weight = onExcess == OnExcess.CLAMP ? weightCap : 0;
                excess++;
            }
            weights[i] = (float) (batch.weights()[i] * weight);
            sum += weight;
        }
        LossResult result = new PpoClip(epsilonLow, epsilonHigh, dualClip, 0).compute(batch.withWeights(weights));
        result.metrics()
                .meanOf(MetricNames.BEHAVIOUR_WEIGHT, sum, weights.length)
                .meanOf(MetricNames.BEHAVIOUR_EXCESS, excess, weights.length);
        return result;
    }
}
