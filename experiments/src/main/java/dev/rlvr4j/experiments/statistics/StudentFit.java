package dev.rlvr4j.experiments.statistics;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * The scaled t distribution with two given quantiles of its absolute value.
 *
 * @param scale above 0
 * @param degreesOfFreedom from 0.5 on; {@link #MOST} stands for the normal distribution
 */
record StudentFit(double scale, double degreesOfFreedom) {
    /** Shares below the two quantiles: where p-values of 0.1 and 0.01 lie. */
    static final double INNER = 0.90;

    static final double OUTER = 0.99;

    static final double LEAST = 0.5;
    static final double MOST = 1e5;

    private static final int STEPS = 100;
    /** Outer over inner quantile at degrees of freedom that grow by equal factors; falls. */
    private static final double[] RATIOS = ratios();

    /** Fits; the inner quantile must be above 0. Tails beyond those of the range of degrees of freedom become its ends. */
    static StudentFit of(double inner, double outer) {
        double ratio = outer / inner;
        int i = 0;
        while (i < STEPS && RATIOS[i + 1] > ratio) {
            i++;
        }
        double part = i == STEPS ? 0 : (RATIOS[i] - ratio) / (RATIOS[i] - RATIOS[i + 1]);
        double degrees = degrees(i + Math.min(1, Math.max(0, part)));
        return new StudentFit(inner / quantile(degrees, INNER), degrees);
    }

    private static double[] ratios() {
        double[] result = new double[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            result[i] = quantile(degrees(i), OUTER) / quantile(degrees(i), INNER);
        }
        return result;
    }

    private static double degrees(double step) {
        return LEAST * Math.pow(MOST / LEAST, step / STEPS);
    }

    private static double quantile(double degrees, double share) {
        return new TDistribution(null, degrees).inverseCumulativeProbability((1 + share) / 2);
    }
}
