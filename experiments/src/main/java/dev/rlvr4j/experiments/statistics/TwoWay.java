package dev.rlvr4j.experiments.statistics;

import org.apache.commons.math3.stat.StatUtils;

/**
 * The two-way analysis of variance of a table [S][P] with one value per cell: {@code y[s][p] = mean + seed_s + problem_p + rest_sp},
 * all three random.
 *
 * @param seeds S
 * @param problemMeans mean over seeds of each problem [P]
 * @param mean the grand mean
 * @param seedMeanSquare between seeds; its expectation is P times the seed variance plus the rest's; 0 for one seed
 * @param restMeanSquare of what neither seed nor problem explains; 0 where nothing is left to estimate it from
 */
record TwoWay(int seeds, double[] problemMeans, double mean, double seedMeanSquare, double restMeanSquare) {
    static TwoWay of(double[][] y) {
        int seeds = y.length;
        int problems = width(y);
        double[] problemMeans = new double[problems];
        double[] seedMeans = new double[seeds];
        for (int s = 0; s < seeds; s++) {
            for (int p = 0; p < problems; p++) {
                problemMeans[p] += y[s][p] / seeds;
            }
            seedMeans[s] = StatUtils.mean(y[s]);
        }
        double mean = StatUtils.mean(seedMeans);
        double between = seeds < 2 ? 0 : problems * StatUtils.variance(seedMeans);
        double rest = 0;
        for (int s = 0; s < seeds; s++) {
            for (int p = 0; p < problems; p++) {
                double r = y[s][p] - seedMeans[s] - problemMeans[p] + mean;
                rest += r * r;
            }
        }
        int degrees = (seeds - 1) * (problems - 1);
        return new TwoWay(seeds, problemMeans, mean, between, degrees == 0 ? 0 : rest / degrees);
    }

    /** Problems P of a table; it must have seeds, problems and finite values. */
    static int width(double[][] y) {
        if (y.length == 0 || y[0].length == 0) {
            throw new IllegalArgumentException("a table of " + y.length + " seeds without problems");
        }
        for (double[] row : y) {
            if (row.length != y[0].length) {
                throw new IllegalArgumentException("rows of " + y[0].length + " and of " + row.length + " problems");
            }
            for (double value : row) {
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("a value of " + value);
                }
            }
        }
        return y[0].length;
    }
}
