package dev.rlvr4j.experiments.statistics;

import dev.rlvr4j.core.loop.CounterRandom;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.util.MathArrays;

/**
 * Confidence intervals of mean accuracies over new seeds <em>and</em> new problems, from a table {@code y[seed][problem]} in which
 * every seed met every problem.
 *
 * <p>The bootstrap is of random effects: {@code y = mean + seed + problem + rest}. Problems are many and are resampled as they
 * are (Efron 1979), their deviations stretched so that their variance is without bias. Seeds are too few for that: resampling 3
 * values makes the variance a third too small and the tails too light (Hesterberg 2015), while resampling both, the pigeonhole
 * bootstrap, also counts the rest three times (Owen 2007). So a seed effect is drawn from a normal distribution, and its variance
 * from what S seeds say of it, {@code (MS_seed (S-1) / chi2(S-1) - MS_rest)+ / P}: the generalized pivotal quantity of a variance
 * component (Weerahandi 1993; Hannig, Iyer and Patterson 2006). Where seeds dominate that is Student's t with S - 1 degrees of
 * freedom, where problems do it is their bootstrap. Between them it stands in for Satterthwaite's (1946) degrees of freedom, whose
 * 95 % intervals covered 89 % of the time in simulation where 2 seeds differed much.
 *
 * <p>In simulation (the tests do it) 95 % intervals of a mean cover 95 to 99 % with 3 or 5 seeds, most where seeds do not differ.
 * With 2 such seeds they cover 99 % and are three times as wide as if the seed variance were known: two seeds cannot tell. With
 * <b>one seed</b> there is none to compare it with, and the interval is over problems only: if seeds differ by 3 or 8 points of
 * accuracy and there are 256 problems, it covers 73 or 40 %. See {@link #countsSeeds}. A rare
 * collapse that none of the seeds shows is in no interval at all.
 */
public final class CrossedBootstrap {
    private static final int RESAMPLES = 2000;
    /** Draws of the seed effects for each resample of problems. */
    private static final int SEED_DRAWS = 8;

    private CrossedBootstrap() {}

    /** Whether an interval from this table can speak of other seeds: it has two at least. */
    public static boolean countsSeeds(double[][] y) {
        return y.length > 1;
    }

    /**
     * The mean accuracy and its interval over new seeds and new problems. The half-width of the bootstrap becomes a Wilson (1927)
     * interval of the effective sample size that it implies, which stays within [0, 1] and is right near its ends. Where all
     * values are equal there is no deviation to resample, and the effective size is P.
     *
     * @param y accuracies [S][P] in [0, 1]
     * @param level of the interval, e.g. 0.95
     * @param key of the resampling noise; the same key gives the same numbers
     */
    public static Estimate mean(double[][] y, double level, long key) {
        return mean(y, level, key, RESAMPLES);
    }

    static Estimate mean(double[][] y, double level, long key, int resamples) {
        TwoWay table = TwoWay.of(accuracies(y));
        double[] deviations = deviations(table.problemMeans(), SeedVariance.of(table), 0, resamples, key);
        double half = quantile(deviations, checked(level));
        // Rounding may leave equal accuracies a hair apart; no real accuracies are that close.
        return half < 1e-9
                ? wilson(table.mean(), atLeast(table, level))
                : wilson(table.mean(), spread(table.mean(), half));
    }

    /**
     * The difference of two accuracies, first less second, over new seeds and new problems.
     *
     * <p>Deviations are those of {@link #mean}, of the differences. A scaled t distribution is laid through their 90 % and 99 %
     * quantiles, and interval and p-values are taken from it. One pseudo-pair for each seed, a problem that one arm solves and the
     * other does not, in the style of Agresti and Min (2005), adds {@code (P + 2)^-2 / S} to the variance, so that equal tables
     * do not claim certainty.
     *
     * <p>Without paired seeds each arm has a seed variance of its own, with Welch's (1947) degrees of freedom for both together;
     * an arm with a single seed is given the other's. Pairing costs half of those degrees. With 5 seeds or fewer it pays only
     * where the same seed makes both arms better or worse by much the same; to leave it out is never wrong then, only wider.
     *
     * <p>In simulation error rates stay at or below their level, far below with few seeds that hardly differ, as the intervals of
     * {@link #mean} do. The exception is an arm whose seeds differ by 12 points of accuracy against one whose seeds are alike:
     * 6 % for 5 % with 3 or 5 seeds.
     *
     * @param a accuracies [S][P] of the first
     * @param b accuracies [S'][P] of the second, on the same problems in the same order
     * @param pairedSeeds whether row s of both has the same seed; then S' is S
     * @param level of the interval, e.g. 0.95
     * @param key of the resampling noise
     */
    public static Difference difference(double[][] a, double[][] b, boolean pairedSeeds, double level, long key) {
        return difference(a, b, pairedSeeds, level, key, RESAMPLES);
    }

    static Difference difference(
            double[][] a, double[][] b, boolean pairedSeeds, double level, long key, int resamples) {
        int problems = TwoWay.width(accuracies(a));
        if (TwoWay.width(accuracies(b)) != problems) {
            throw new IllegalArgumentException("tables of " + problems + " and of " + b[0].length + " problems");
        }
        double[] problemDifferences;
        SeedVariance seeds;
        if (pairedSeeds) {
            TwoWay table = TwoWay.of(subtract(a, b));
            problemDifferences = table.problemMeans();
            seeds = SeedVariance.of(table);
        } else {
            TwoWay first = TwoWay.of(a);
            TwoWay second = TwoWay.of(b);
            problemDifferences = MathArrays.ebeSubtract(first.problemMeans(), second.problemMeans());
            seeds = SeedVariance.ofDifference(first, second);
        }
        double pseudo = 1.0 / ((problems + 2.0) * (problems + 2.0) * Math.min(a.length, b.length));
        double[] deviations = deviations(problemDifferences, seeds, pseudo, resamples, key);
        double mean = Arrays.stream(problemDifferences).average().orElseThrow();
        StudentFit fit = StudentFit.of(quantile(deviations, StudentFit.INNER), quantile(deviations, StudentFit.OUTER));
        double half = fit.scale()
                * new TDistribution(null, fit.degreesOfFreedom())
                        .inverseCumulativeProbability((1 + checked(level)) / 2);
        Estimate estimate = new Estimate(mean, Math.max(-1, mean - half), Math.min(1, mean + half));
        return new Difference(estimate, fit.scale(), fit.degreesOfFreedom());
    }

    /**
     * Sorted absolute deviations of the mean from the truth. The interval that comes of them is symmetric (Hall 1988).
     *
     * @param problemMeans the mean of each problem over seeds [P]
     * @param seeds the variance that seeds add
     * @param pseudo variance to add on top
     */
    private static double[] deviations(
            double[] problemMeans, SeedVariance seeds, double pseudo, int resamples, long key) {
        ProblemResamples problems =
                new ProblemResamples(problemMeans.length, resamples, CounterRandom.key(key, "problems"));
        CounterGenerator random = new CounterGenerator(CounterRandom.key(key, "seeds"));
        DoubleSupplier variance = seeds.draws(random);
        double[] result = new double[resamples * SEED_DRAWS];
        for (int r = 0; r < resamples; r++) {
            double problem = problems.deviations(r, problemMeans)[0];
            for (int d = 0; d < SEED_DRAWS; d++) {
                double seed = Math.sqrt(variance.getAsDouble() + pseudo) * random.nextGaussian();
                result[r * SEED_DRAWS + d] = Math.abs(problem + seed);
            }
        }
        Arrays.sort(result);
        return result;
    }

    /** Squared half-width over {@code m (1 - m)}: what z^2 / n is for n independent trials. */
    private static double spread(double mean, double half) {
        return half * half / (mean * (1 - mean));
    }

    /** The same for a table that shows no variance: as if each problem were one independent trial. */
    private static double atLeast(TwoWay table, double level) {
        double z = new NormalDistribution(null, 0, 1).inverseCumulativeProbability((1 + level) / 2);
        return z * z / table.problemMeans().length;
    }

    /** Wilson's interval in terms of k = z^2 / n. */
    private static Estimate wilson(double mean, double k) {
        double value = Math.min(1, Math.max(0, mean));
        double centre = (value + k / 2) / (1 + k);
        double half = Math.sqrt(k * value * (1 - value) + k * k / 4) / (1 + k);
        // At the ends the exact bounds are 0 and 1, which rounding misses.
        double low = value == 0 ? 0 : Math.max(0, Math.min(value, centre - half));
        double high = value == 1 ? 1 : Math.min(1, Math.max(value, centre + half));
        return new Estimate(value, low, high);
    }

    private static double quantile(double[] sorted, double share) {
        return new Percentile().evaluate(sorted, 100 * share);
    }

    private static double[][] subtract(double[][] a, double[][] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " and " + b.length + " seeds cannot be paired");
        }
        double[][] result = new double[a.length][];
        for (int s = 0; s < a.length; s++) {
            result[s] = MathArrays.ebeSubtract(a[s], b[s]);
        }
        return result;
    }

    private static double[][] accuracies(double[][] y) {
        for (double[] row : y) {
            for (double value : row) {
                if (!(value >= 0 && value <= 1)) {
                    throw new IllegalArgumentException("an accuracy of " + value + ", which is not in [0, 1]");
                }
            }
        }
        return y;
    }

    private static double checked(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("a level of " + level + ", which is not between 0 and 1");
        }
        return level;
    }
}
