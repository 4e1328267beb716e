package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.MASKED;

import java.util.function.IntPredicate;

/**
 * The losses of Tinker and prime-rl on ratios against the sampler: -keep r A + tau (new - sampler)^2 per token, r = exp(new -
 * sampler). They need no old log-probs.
 */
final class SamplerRatio {
    private SamplerRatio() {}

    /**
     * Computes it.
     *
     * @param tau weight of the squared log-ratio, which all tokens have
     * @param keep which tokens have the first term
     */
    static LossResult of(LossBatch batch, double tau, IntPredicate keep) {
        RatioFigures figures = new RatioFigures();
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        int masked = 0;
        for (int i = 0; i < gradient.length; i++) {
            double log = (double) batch.logProbs()[i] - batch.sampler()[i];
            double loss = tau * log * log;
            double slope = 2 * tau * log;
            if (keep.test(i)) {
                loss -= LogRatio.ratio(log) * batch.advantages()[i];
                slope -= LogRatio.slope(log) * batch.advantages()[i];
            } else {
                masked++;
            }
            value += batch.weights()[i] * loss;
            gradient[i] = (float) (batch.weights()[i] * slope);
            figures.ratio(LogRatio.ratio(log));
        }
        return new LossResult(value, gradient, null, figures.ratios().meanOf(MASKED, masked, gradient.length));
    }

    /** By how much the trainer gives a token more probability than the sampler did. */
    static double probabilityGain(LossBatch batch, int token) {
        return Math.exp(batch.logProbs()[token]) - Math.exp(batch.sampler()[token]);
    }
}
