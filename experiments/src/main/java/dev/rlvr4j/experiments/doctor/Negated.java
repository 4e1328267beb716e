package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.LossBatch;
import dev.rlvr4j.trainer.loss.LossResult;

/**
 * A loss with its sign turned: the gradients of both add up to zero.
 *
 * @param loss what is negated
 */
record Negated(Loss loss) implements Loss {
    @Override
    public LossResult compute(LossBatch batch) {
        LossResult result = loss.compute(batch);
        float[] entropies = result.entropyGradient();
        return new LossResult(
                -result.value(),
                negative(result.logProbGradient()),
                entropies == null ? null : negative(entropies),
                result.metrics());
    }

    private static float[] negative(float[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = -values[i];
        }
        return result;
    }

    @Override
    public boolean needsReference() {
        return loss.needsReference();
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return loss.needsZeroAdvantageRows();
    }

    @Override
    public boolean needsWholeBatch() {
        return loss.needsWholeBatch();
    }

    @Override
    public Loss over(LossBatch whole) {
        return new Negated(loss.over(whole));
    }
}
