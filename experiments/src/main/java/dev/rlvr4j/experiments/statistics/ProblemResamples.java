package dev.rlvr4j.experiments.statistics;

import dev.rlvr4j.core.loop.CounterRandom;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Resamples of P problems. They depend on the key alone, so that several arms can be measured on the same ones.
 *
 * <p>Deviations are stretched by {@code sqrt(P / chi2(P-1))}: their variance is then without bias, and of normal values they are
 * Student's t with P - 1 degrees of freedom.
 */
final class ProblemResamples {
    private final int problems;
    private final long key;
    private final double[] stretch;

    ProblemResamples(int problems, int resamples, long key) {
        this.problems = problems;
        this.key = key;
        this.stretch = new double[resamples];
        // A single problem says nothing of others: its factor stays 0.
        if (problems > 1) {
            CounterGenerator random = new CounterGenerator(CounterRandom.key(key, "stretch"));
            GammaDistribution chiSquared = new GammaDistribution(random, (problems - 1) / 2.0, 2);
            for (int r = 0; r < resamples; r++) {
                stretch[r] = Math.sqrt(problems / chiSquared.sample());
            }
        }
    }

    /** How much the mean of each row of values [R][P] is off in resample r [R]. */
    double[] deviations(int r, double[]... values) {
        long draw = CounterRandom.key(key, r);
        int[] counts = new int[problems];
        for (int p = 0; p < problems; p++) {
            counts[CounterRandom.below(draw, p, problems)]++;
        }
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            double sum = 0;
            for (int p = 0; p < problems; p++) {
                sum += counts[p] * values[i][p];
            }
            result[i] = stretch[r] * (sum / problems - StatUtils.mean(values[i]));
        }
        return result;
    }
}
