package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.LossBatch;
import dev.rlvr4j.trainer.loss.LossResult;
import dev.rlvr4j.trainer.metrics.Metrics;

/**
 * A loss without kinks: per token -advantage * log-prob - bonus * entropy.
 *
 * @param bonus share of the entropy
 */
record LogProbLoss(double bonus) implements Loss {
    @Override
    public LossResult compute(LossBatch batch) {
        int n = batch.tokens();
        float[] logProbs = new float[n];
        float[] entropies = new float[n];
        double value = 0;
        for (int i = 0; i < n; i++) {
            double weight = batch.weights()[i];
            value -= weight * (batch.advantages()[i] * (double) batch.logProbs()[i] + bonus * batch.entropies()[i]);
            logProbs[i] = (float) (-weight * batch.advantages()[i]);
            entropies[i] = (float) (-weight * bonus);
        }
        return new LossResult(value, logProbs, bonus == 0 ? null : entropies, new Metrics());
    }
}
