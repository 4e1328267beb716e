package dev.rlvr4j.trainer;

import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run in a few figures.
 *
 * @param steps steps done
 * @param seed the run's seed
 * @param version the version of the weights at the end
 * @param trainableParameters number of trainable scalars
 * @param wallSeconds seconds the run took, over all sessions
 * @param baseline the evaluation of the base, if there was one
 * @param latest the evaluation at the end, if there was one
 * @param totals sum over all steps of each metric
 */
public record RunSummary(
        int steps,
        long seed,
        AdapterVersion version,
        long trainableParameters,
        double wallSeconds,
        @Nullable EvaluationReport baseline,
        @Nullable EvaluationReport latest,
        Map<String, Double> totals) {
    /** Completion tokens per second of sampling. */
    public double rolloutTokensPerSecond() {
        return ratio(total(MetricNames.ROLLOUT_TOKENS), total(MetricNames.TIME_ROLLOUT));
    }

    /** Completion tokens per second of forward, backward and optimizer. */
    public double trainTokensPerSecond() {
        return ratio(
                total(MetricNames.TRAIN_TOKENS),
                total(MetricNames.TIME_FORWARD_BACKWARD) + total(MetricNames.TIME_OPTIMIZER));
    }

    /** Mean over steps of the KL between sampler and trainer. */
    public double samplerTrainerKl() {
        return total(MetricNames.SAMPLER_TRAINER_KL) / Math.max(1, steps);
    }

    private double total(String metric) {
        return totals.getOrDefault(metric, 0.0);
    }

    private static double ratio(double amount, double seconds) {
        return seconds > 0 ? amount / seconds : 0;
    }
}
