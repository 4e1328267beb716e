package dev.rlvr4j.experiments.statistics;

import dev.rlvr4j.core.loop.CounterRandom;
import org.apache.commons.math3.stat.StatUtils;

/** Resamples of P problems: resample r is a function of (key, r), so that several arms can be measured on the same one. */
final class ProblemResamples {
    private final int problems;
    private final long key;

    ProblemResamples(int problems, long key) {
        this.problems = problems;
        this.key = key;
    }

    /** How often resample r has each problem [P]. */
    int[] counts(int r) {
        long draw = CounterRandom.key(key, r);
        int[] counts = new int[problems];
        for (int p = 0; p < problems; p++) {
            counts[CounterRandom.below(draw, p, problems)]++;
        }
        return counts;
    }

    /**
     * The mean of the values in resample r less their mean, stretched so that its variance is without bias and that it is
     * Student's t with P - 1 degrees of freedom for normal values. 0 for a single problem, which says nothing of others.
     */
    double deviation(int r, double[] values) {
        if (problems == 1) {
            return 0;
        }
        return deviation(counts(r), StatUtils.mean(values), values) * stretch(r);
    }

    /** The factor of {@link #deviation(int, double[])} for resample r. */
    double stretch(int r) {
        double chiSquared = new CounterGenerator(CounterRandom.key(key, -1L - r)).nextChiSquared(problems - 1);
        return Math.sqrt(problems / chiSquared);
    }

    static double deviation(int[] counts, double mean, double[] values) {
        double sum = 0;
        for (int p = 0; p < values.length; p++) {
            sum += counts[p] * (values[p] - mean);
        }
        return sum / values.length;
    }
}
