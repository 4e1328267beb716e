package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.KL;

import dev.rlvr4j.core.RlvrException;

/**
 * The KL to the base as a term of the loss: per token coefficient times an estimate (GRPO, Shao et al. 2024, eq. 3 and 4).
 *
 * @param coefficient positive
 * @param estimator which estimate
 */
public record KlPenalty(double coefficient, KlEstimator estimator) implements Loss {
    public KlPenalty {
        Setting.positive("kl.coefficient", coefficient);
    }

    /** With the k3 estimate. */
    public KlPenalty(double coefficient) {
        this(coefficient, KlEstimator.K3);
    }

    @Override
    public boolean needsReference() {
        return true;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        float[] reference = batch.reference();
        if (reference == null) {
            throw new RlvrException("the KL penalty needs the log-probs of the base, but the batch has none");
        }
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        double sum = 0;
        for (int i = 0; i < gradient.length; i++) {
            double x = (double) batch.logProbs()[i] - reference[i];
            double log = (double) batch.logProbs()[i] - batch.old()[i];
            double estimate = estimator.value(x, log);
            value += coefficient * batch.weights()[i] * estimate;
            gradient[i] = (float) (coefficient * batch.weights()[i] * estimator.gradient(x, log));
            sum += estimate;
        }
        LossResult result = LossResult.of(value, gradient);
        result.metrics().meanOf(KL, sum, gradient.length);
        return result;
    }
}
