package dev.rlvr4j.trainer.evaluation;

import dev.rlvr4j.core.loop.CounterRandom;
import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/**
 * A 95 % confidence interval of an accuracy.
 *
 * @param low in [0, 1]
 * @param high in [low, 1]
 */
public record Interval(double low, double high) {
    private static final double LEVEL = 0.95;
    private static final int RESAMPLES = 2000;

    /** The Wilson score interval (Wilson 1927) of a share of independent trials. */
    public static Interval wilson(int trials, int successes) {
        ConfidenceInterval interval = new WilsonScoreInterval().createInterval(trials, successes, LEVEL);
        // At the ends the exact bounds are 0 and 1, which rounding misses.
        return new Interval(
                successes == 0 ? 0 : interval.getLowerBound(), successes == trials ? 1 : interval.getUpperBound());
    }

    /**
     * The interval of the mean of per-task accuracies. The samples of one task are not independent, so tasks are what is
     * resampled: the percentile bootstrap (Efron 1979). Where all tasks are all right or all wrong the bootstrap would claim
     * certainty; there the answer is Wilson's over tasks.
     *
     * @param accuracies of each task, in [0, 1]; at least one
     * @param seed key of the resampling noise
     */
    public static Interval overTasks(double[] accuracies, long seed) {
        double sum = StatUtils.sum(accuracies);
        if (sum == 0 || sum == accuracies.length) {
            return wilson(accuracies.length, (int) sum);
        }
        double[] means = new double[RESAMPLES];
        for (int b = 0; b < RESAMPLES; b++) {
            long key = CounterRandom.key(seed, b);
            double total = 0;
            for (int i = 0; i < accuracies.length; i++) {
                total += accuracies[CounterRandom.below(key, i, accuracies.length)];
            }
            means[b] = total / accuracies.length;
        }
        Arrays.sort(means);
        Percentile percentile = new Percentile();
        percentile.setData(means);
        return new Interval(percentile.evaluate(100 * (1 - LEVEL) / 2), percentile.evaluate(100 * (1 + LEVEL) / 2));
    }
}
