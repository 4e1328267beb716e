package dev.rlvr4j.experiments.analysis;

import org.jspecify.annotations.Nullable;

/**
 * A cell of the table of all runs.
 *
 * @param arm the arm's name
 * @param learningRate peak learning rate
 * @param seed the run's seed
 * @param status how it ended; null where it has not run yet
 * @param reason why it failed or diverged; null elsewhere
 * @param validation mean validation accuracy at the end; null where it did not finish
 * @param test mean test accuracy at the end; null where it did not finish
 * @param seconds of the run; null where it did not finish
 * @param folder the run's folder, within the comparison's
 */
public record RunResult(
        String arm,
        double learningRate,
        long seed,
        RunOutcome.@Nullable Status status,
        @Nullable String reason,
        @Nullable Double validation,
        @Nullable Double test,
        @Nullable Double seconds,
        String folder) {}
