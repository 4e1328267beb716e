package dev.rlvr4j.trainer.loss;

import java.util.function.IntToDoubleFunction;

/**
 * The clipped surrogate on one ratio per sequence, s = exp(share x sum of (new - old)): each token of the sequence has the loss
 * -factor x min(s A, clip(s) A), so that whatever weights tokens have, they add up to the sequence's. Share and factor are
 * functions of the sequence's length.
 */
final class SequenceSurrogate {
    private SequenceSurrogate() {}

    static LossResult of(LossBatch batch, ClipRange range, IntToDoubleFunction share, IntToDoubleFunction factor) {
        RatioFigures figures = new RatioFigures();
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        for (int s = 0; s < batch.sequences(); s++) {
            int from = batch.offsets()[s];
            int to = batch.offsets()[s + 1];
            if (from == to) {
                continue;
            }
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += (double) batch.logProbs()[i] - batch.old()[i];
            }
            double log = share.applyAsDouble(to - from) * sum;
            double ratio = LogRatio.ratio(log);
            double clipped = range.clip(ratio);
            double free = 0;
            double bound = 0;
            for (int i = from; i < to; i++) {
                double weighted = factor.applyAsDouble(to - from) * batch.weights()[i] * batch.advantages()[i];
                if (range.binds(ratio, batch.advantages()[i])) {
                    bound += weighted;
                } else {
                    free += weighted;
                }
            }
            value -= ratio * free + clipped * bound;
            float slope = (float) (-LogRatio.slope(log) * share.applyAsDouble(to - from) * free);
            for (int i = from; i < to; i++) {
                gradient[i] = slope;
            }
            figures.ratio(ratio);
            if (bound != 0) {
                figures.clipped(bound);
            }
        }
        return new LossResult(value, gradient, null, figures.withClips());
    }
}
