package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.core.spectral.SiteSpectrum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a comparison gave.
 *
 * @param arm the arm's name
 * @param learningRate peak learning rate
 * @param seed the run's seed
 * @param status how it ended
 * @param reason why it failed or diverged, one sentence; null where it finished
 * @param curve validation accuracy on the way, from step 0 on
 * @param validation accuracy of each validation problem at the end, in [0, 1]; empty where it did not finish
 * @param test accuracy of each test problem at the end, in [0, 1]; empty where it did not finish
 * @param cost what it took; null where it did not finish
 * @param spectrum what it did to each linear layer; empty where it did not finish or was not asked for
 * @param folder the run's folder, within the comparison's
 */
public record RunOutcome(
        String arm,
        double learningRate,
        long seed,
        Status status,
        @Nullable String reason,
        List<Point> curve,
        double[] validation,
        double[] test,
        @Nullable Cost cost,
        List<SiteSpectrum> spectrum,
        String folder) {
    /** How a run ended. */
    public enum Status {
        /** It did all its steps. */
        FINISHED,
        /** Its loss, gradients or weights were no longer finite. */
        DIVERGED,
        /** An error ended it. */
        FAILED
    }

    /**
     * A point of a learning curve.
     *
     * @param step optimizer steps done
     * @param completions completions sampled for training so far
     * @param accuracy mean validation accuracy
     */
    public record Point(int step, long completions, double accuracy) {}

    /**
     * What a run took.
     *
     * @param steps optimizer steps
     * @param trainableParameters number of trained scalars
     * @param swappedBytes bytes of an adapter version, which each step hot-swaps into every device
     * @param peakMemoryBytes largest memory of the process (or the GPU) during the run; -1 where the system does not tell
     * @param rolloutTokensPerSecond completion tokens per second of sampling
     * @param trainTokensPerSecond completion tokens per second of forward, backward and optimizer
     * @param secondsPerStep mean seconds of a step, without evaluations
     * @param wallSeconds seconds of the whole run
     */
    public record Cost(
            int steps,
            long trainableParameters,
            long swappedBytes,
            long peakMemoryBytes,
            double rolloutTokensPerSecond,
            double trainTokensPerSecond,
            double secondsPerStep,
            double wallSeconds) {}

    public RunOutcome {
        curve = List.copyOf(curve);
        validation = validation.clone();
        test = test.clone();
        spectrum = List.copyOf(spectrum);
    }

    /** Whether it did all its steps. */
    public boolean finished() {
        return status == Status.FINISHED;
    }
}
