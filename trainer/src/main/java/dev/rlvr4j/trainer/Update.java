package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.ADAPTER_VERSION;
import static dev.rlvr4j.trainer.metrics.MetricNames.GRAD_NORM;
import static dev.rlvr4j.trainer.metrics.MetricNames.LEARNING_RATE;
import static dev.rlvr4j.trainer.metrics.MetricNames.SKIPPED_STEPS;
import static dev.rlvr4j.trainer.metrics.MetricNames.TIME_FORWARD_BACKWARD;
import static dev.rlvr4j.trainer.metrics.MetricNames.TIME_OPTIMIZER;
import static dev.rlvr4j.trainer.metrics.MetricNames.TRAIN_TOKENS;
import static dev.rlvr4j.trainer.metrics.MetricNames.TRAIN_TOKENS_PER_SECOND;

import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One forwardBackward and one optimStep, with their metrics. */
final class Update {
    private Update() {}

    /**
     * Does it; the result says why the weights were left as they were, if they were.
     *
     * @param first whether the weights are still those that sampled the batch
     */
    static @Nullable String run(
            TrainingClient client,
            TrainingBatch batch,
            Loss loss,
            double learningRate,
            boolean first,
            Metrics metrics) {
        long start = System.nanoTime();
        ForwardBackwardResult gradient = Await.result(client.forwardBackward(batch, loss));
        long middle = System.nanoTime();
        OptimStepResult step = Await.result(client.optimStep(learningRate));
        Metrics figures = gradient.metrics();
        if (!first) {
            // From the second update on this would measure the update, not the agreement of sampler and trainer.
            SamplerAgreement.NAMES.forEach(figures::remove);
        }
        metrics.merge(figures)
                .sum(TIME_FORWARD_BACKWARD, (middle - start) / 1e9)
                .sum(TIME_OPTIMIZER, (System.nanoTime() - middle) / 1e9)
                .mean(LEARNING_RATE, learningRate)
                .max(ADAPTER_VERSION, (double) step.version().number())
                .max(SKIPPED_STEPS, (double) step.skippedSteps());
        if (step.skipped() == null) {
            metrics.mean(GRAD_NORM, step.gradientNorm());
            loss.stepped(figures.toMap(), batch.sequences());
        }
        return step.skipped() == null ? null : step.skipped() + "; three such steps in a row end the run";
    }

    /** Adds the tokens per second of all updates so far; none where no token was trained. */
    static void addSpeed(Metrics metrics) {
        Map<String, Double> figures = metrics.toMap();
        Double tokens = figures.get(TRAIN_TOKENS);
        if (tokens != null) {
            double seconds =
                    figures.getOrDefault(TIME_FORWARD_BACKWARD, 0.0) + figures.getOrDefault(TIME_OPTIMIZER, 0.0);
            metrics.mean(TRAIN_TOKENS_PER_SECOND, tokens / seconds);
        }
    }
}
