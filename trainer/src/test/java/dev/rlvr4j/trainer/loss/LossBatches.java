package dev.rlvr4j.trainer.loss;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Loss inputs for tests: one sequence, equal weights that sum to 1. */
final class LossBatches {
    private LossBatches() {}

    static LossBatch of(double[] logProbs, double[] old, double @Nullable [] reference, double[] advantages) {
        int n = logProbs.length;
        float[] weights = new float[n];
        Arrays.fill(weights, 1f / n);
        return new LossBatch(
                new int[] {0, n},
                floats(logProbs),
                new float[n],
                floats(old),
                floats(old),
                reference == null ? null : floats(reference),
                floats(advantages),
                weights);
    }

    /** One sequence of two tokens: ratios 1.5 and 0.5 against old, 1.2 and 0.5 against the sampler, all of one advantage. */
    static LossBatch pair(double advantage) {
        LossBatch batch = of(
                new double[] {Math.log(0.6), Math.log(0.2)},
                new double[] {Math.log(0.4), Math.log(0.4)},
                null,
                new double[] {advantage, advantage});
        return withSampler(batch, Math.log(0.5), Math.log(0.4));
    }

    /** The same batch with other log-probs of the sampler. */
    static LossBatch withSampler(LossBatch batch, double... sampler) {
        return new LossBatch(
                batch.offsets(),
                batch.logProbs(),
                batch.entropies(),
                batch.old(),
                floats(sampler),
                batch.reference(),
                batch.advantages(),
                batch.weights());
    }

    /** The same batch with one log-prob moved. */
    static LossBatch moved(LossBatch batch, int token, double by) {
        float[] logProbs = batch.logProbs().clone();
        logProbs[token] += (float) by;
        return new LossBatch(
                batch.offsets(),
                logProbs,
                batch.entropies(),
                batch.old(),
                batch.sampler(),
                batch.reference(),
                batch.advantages(),
                batch.weights());
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
