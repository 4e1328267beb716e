package dev.rlvr4j.trainer.loss;

/**
 * DRO (Richemond et al. 2024) as Tinker has it: -(log-prob A - beta / 2 (new - sampler)^2) per token.
 *
 * @param beta weight of the squared log-ratio, at least 0
 */
public record Dro(double beta) implements Loss {
    public Dro {
        Setting.nonNegative("beta", beta);
    }

    @Override
    public LossResult compute(LossBatch batch) {
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        for (int i = 0; i < gradient.length; i++) {
            double logProb = batch.logProbs()[i];
            double log = logProb - batch.sampler()[i];
            value -= batch.weights()[i] * (logProb * batch.advantages()[i] - beta / 2 * log * log);
            gradient[i] = (float) (-batch.weights()[i] * (batch.advantages()[i] - beta * log));
        }
        return LossResult.of(value, gradient);
    }
}
