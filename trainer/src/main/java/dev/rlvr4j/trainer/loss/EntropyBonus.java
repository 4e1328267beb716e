package dev.rlvr4j.trainer.loss;

import dev.rlvr4j.trainer.metrics.Metrics;

/**
 * An entropy bonus as a term of the loss: per token -coefficient times the entropy of the policy's distribution there.
 *
 * @param coefficient at least 0
 */
public record EntropyBonus(double coefficient) implements Loss {
    public EntropyBonus {
        Setting.nonNegative("entropy.coefficient", coefficient);
    }

    @Override
    public LossResult compute(LossBatch batch) {
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        for (int i = 0; i < gradient.length; i++) {
            double weight = coefficient * batch.weights()[i];
            value -= weight * batch.entropies()[i];
            gradient[i] = (float) -weight;
        }
        return new LossResult(value, new float[gradient.length], gradient, new Metrics());
    }
}
