package dev.rlvr4j.experiments.statistics;

import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/** Figures of learning curves: points (x, y) with x rising, straight lines between them. */
public final class Curves {
    private Curves() {}

    /**
     * The mean height of a curve over its range: the area by trapezoids over the width. A single point's is its height.
     *
     * @param x rising
     * @param y as many
     */
    public static double areaUnder(double[] x, double[] y) {
        check(x, y);
        if (x.length == 1) {
            return y[0];
        }
        double area = 0;
        for (int i = 1; i < x.length; i++) {
            area += (x[i] - x[i - 1]) * (y[i] + y[i - 1]) / 2;
        }
        return area / (x[x.length - 1] - x[0]);
    }

    /** Where a curve first is at the target or above it; empty where it never is. */
    public static OptionalDouble reach(double[] x, double[] y, double target) {
        check(x, y);
        if (y[0] >= target) {
            return OptionalDouble.of(x[0]);
        }
        for (int i = 1; i < x.length; i++) {
            if (y[i] >= target) {
                double part = (target - y[i - 1]) / (y[i] - y[i - 1]);
                return OptionalDouble.of(x[i - 1] + part * (x[i] - x[i - 1]));
            }
        }
        return OptionalDouble.empty();
    }

    /**
     * The mean over seeds with Student's t interval. It is over seeds only, on the problems that were measured. Of a single seed
     * the interval is the value itself: nothing is known of others, and whoever shows it has to say so.
     *
     * @param perSeed one figure for each seed
     * @param level of the interval, e.g. 0.95
     */
    public static Estimate overSeeds(double[] perSeed, double level) {
        if (perSeed.length == 0) {
            throw new IllegalArgumentException("no seeds");
        }
        for (double value : perSeed) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a figure of " + value);
            }
        }
        double mean = StatUtils.mean(perSeed);
        if (perSeed.length == 1) {
            return new Estimate(mean, mean, mean);
        }
        double half = new TDistribution(null, perSeed.length - 1).inverseCumulativeProbability((1 + level) / 2)
                * Math.sqrt(StatUtils.variance(perSeed) / perSeed.length);
        return new Estimate(mean, mean - half, mean + half);
    }

    private static void check(double[] x, double[] y) {
        if (x.length == 0 || x.length != y.length) {
            throw new IllegalArgumentException("a curve of " + x.length + " places and " + y.length + " heights");
        }
        for (int i = 0; i < x.length; i++) {
            if (!Double.isFinite(x[i]) || !Double.isFinite(y[i]) || (i > 0 && x[i] <= x[i - 1])) {
                throw new IllegalArgumentException("point " + i + " of a curve, (" + x[i] + ", " + y[i]
                        + "), is not finite or not to the right of the one before");
            }
        }
    }
}
