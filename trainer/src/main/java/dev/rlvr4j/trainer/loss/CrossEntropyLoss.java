package dev.rlvr4j.trainer.loss;

/** Negative log-likelihood of the tokens, for supervised fine-tuning and pretraining: minus the weighted log-probs. */
public record CrossEntropyLoss() implements Loss {
    @Override
    public LossResult compute(LossBatch batch) {
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        for (int i = 0; i < gradient.length; i++) {
            value -= (double) batch.weights()[i] * batch.logProbs()[i];
            gradient[i] = -batch.weights()[i];
        }
        return LossResult.of(value, gradient);
    }
}
