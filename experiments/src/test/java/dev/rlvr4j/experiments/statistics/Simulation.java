package dev.rlvr4j.experiments.statistics;

import dev.rlvr4j.core.loop.CounterRandom;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.StatUtils;

/** Repeated experiments with new seeds and new problems each time, from fixed keys. */
final class Simulation {
    /** Enough for a quantile in a test; the difference to the default is noise within an interval, not bias. */
    static final int RESAMPLES = 150;

    static final double LEVEL = 0.95;

    private static final int REPEATS = 1000;

    private Simulation() {}

    /** What came of the intervals: the share that holds the truth, their mean width, and that width if the variance were known. */
    record Coverage(double share, double width, double oracleWidth) {
        static Coverage of(Estimate[] estimates, double truth) {
            double[] values =
                    Arrays.stream(estimates).mapToDouble(Estimate::value).toArray();
            double share = Arrays.stream(estimates)
                            .filter(e -> e.low() <= truth && truth <= e.high())
                            .count()
                    / (double) estimates.length;
            double width = Arrays.stream(estimates)
                    .mapToDouble(e -> e.high() - e.low())
                    .average()
                    .orElseThrow();
            return new Coverage(share, width, 2 * 1.96 * Math.sqrt(StatUtils.variance(values)));
        }
    }

    /** Intervals of an arm's mean accuracy. */
    static Coverage ofMean(SimulatedArm arm, int seeds, int problems) {
        Estimate[] estimates = new Estimate[REPEATS];
        for (int r = 0; r < REPEATS; r++) {
            CounterGenerator random = new CounterGenerator(CounterRandom.key(17, r));
            double[] difficulties = SimulatedArm.normal(problems, random);
            double[][] y = arm.run(SimulatedArm.normal(seeds, random), difficulties, random);
            estimates[r] = CrossedBootstrap.mean(y, LEVEL, r, RESAMPLES);
        }
        return Coverage.of(estimates, arm.accuracy());
    }

    /**
     * Differences of two arms on the same problems.
     *
     * @param common correlation of the seed effects of both arms' runs with the same seed
     */
    static Difference[] ofDifference(
            SimulatedArm a, SimulatedArm b, int seeds, int problems, double common, boolean paired) {
        Difference[] differences = new Difference[REPEATS];
        for (int r = 0; r < REPEATS; r++) {
            CounterGenerator random = new CounterGenerator(CounterRandom.key(23, r));
            double[] difficulties = SimulatedArm.normal(problems, random);
            double[] first = SimulatedArm.normal(seeds, random);
            double[] second = SimulatedArm.normal(seeds, random);
            for (int s = 0; s < seeds; s++) {
                second[s] = common * first[s] + Math.sqrt(1 - common * common) * second[s];
            }
            double[][] ya = a.run(first, difficulties, random);
            double[][] yb = b.run(second, difficulties, random);
            differences[r] = CrossedBootstrap.difference(ya, yb, paired, LEVEL, r, RESAMPLES);
        }
        return differences;
    }

    /** The share of p-values below 0.05. */
    static double rejected(Difference[] differences, ToDoubleFunction<Difference> p) {
        return Arrays.stream(differences).filter(d -> p.applyAsDouble(d) < 0.05).count() / (double) differences.length;
    }
}
