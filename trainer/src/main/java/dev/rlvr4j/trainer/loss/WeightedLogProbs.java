package dev.rlvr4j.trainer.loss;

import java.util.function.IntToDoubleFunction;

/** The loss -c A log-prob with a coefficient c per token through which no gradient flows. */
final class WeightedLogProbs {
    private WeightedLogProbs() {}

    static LossResult of(LossBatch batch, IntToDoubleFunction coefficient) {
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        for (int i = 0; i < gradient.length; i++) {
            double slope = -batch.weights()[i] * coefficient.applyAsDouble(i) * batch.advantages()[i];
            value += slope * batch.logProbs()[i];
            gradient[i] = (float) slope;
        }
        return LossResult.of(value, gradient);
    }

    /** The same with the token ratio exp(new - old), held within bounds, as coefficient. */
    static LossResult clipped(LossBatch batch, double least, double most) {
        RatioFigures figures = new RatioFigures();
        LossResult result = of(batch, i -> {
            double ratio = LogRatio.ratio((double) batch.logProbs()[i] - batch.old()[i]);
            figures.ratio(ratio);
            if (ratio < least || ratio > most) {
                figures.clipped(ratio - most);
            }
            return Math.max(least, Math.min(most, ratio));
        });
        result.metrics().merge(figures.withClips());
        return result;
    }
}
