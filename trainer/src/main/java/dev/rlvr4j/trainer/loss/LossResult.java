package dev.rlvr4j.trainer.loss;

import dev.rlvr4j.trainer.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * A loss and its gradient.
 *
 * @param value the loss of the micro-batch
 * @param logProbGradient d value / d new log-prob of each token, {@code [N]}
 * @param entropyGradient d value / d entropy of each token, {@code [N]}, or null where the loss has no entropy term
 * @param metrics figures of the loss's own; merged over micro-batches
 */
public record LossResult(double value, float[] logProbGradient, float @Nullable [] entropyGradient, Metrics metrics) {
    /** A loss without entropy term and without metrics of its own. */
    public static LossResult of(double value, float[] logProbGradient) {
        return new LossResult(value, logProbGradient, null, new Metrics());
    }
}
