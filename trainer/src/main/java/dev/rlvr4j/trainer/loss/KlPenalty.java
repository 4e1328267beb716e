package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.KL;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.trainer.metrics.Metrics;

/**
 * The KL to the base as a term of the loss: per token coefficient times the k3 estimate e^x - x - 1, x = reference - new
 * (Schulman 2020; GRPO, Shao et al. 2024, eq. 4).
 *
 * @param coefficient positive
 */
public record KlPenalty(double coefficient) implements Loss {
    public KlPenalty {
        if (!(coefficient > 0) || Double.isInfinite(coefficient)) {
            throw new InputException("kl.coefficient must be 0 (off) or positive, but is " + coefficient);
        }
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
            double x = (double) reference[i] - batch.logProbs()[i];
            double growth = Math.expm1(x);
            double weight = coefficient * batch.weights()[i];
            value += weight * (growth - x);
            gradient[i] = (float) (-weight * growth);
            sum += growth - x;
        }
        return new LossResult(value, gradient, null, new Metrics().meanOf(KL, sum, gradient.length));
    }
}
