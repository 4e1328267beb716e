package dev.rlvr4j.experiments.statistics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.ranking.NaNStrategy;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;

/**
 * Two-sided rank tests. Equal values share the mean of their ranks, and p is exact given those ranks: all signs, or all ways to
 * part the values, are counted. That holds with ties, where Commons Math's own tests (and the tables of untied ranks) do not.
 * For many values the normal approximation takes over, with the variance of the ranks as they are.
 */
public final class RankTests {
    /** The most values that are counted exactly. */
    static final int EXACT_SIGNS = 100;

    static final int EXACT_PARTS = 60;

    private RankTests() {}

    /**
     * Wilcoxon's (1945) signed-rank test of differences that are symmetric about 0. Zeros take part in the ranking and then have
     * no sign (Pratt 1959): to drop them first can turn a finding around when values shift. 1 where nothing differs.
     */
    public static double signedRank(double[] differences) {
        int[] doubled = doubledRanks(Arrays.stream(differences).map(Math::abs).toArray());
        int[] nonzero = new int[differences.length];
        int n = 0;
        long positive = 0;
        for (int i = 0; i < differences.length; i++) {
            if (differences[i] != 0) {
                nonzero[n++] = doubled[i];
                positive += differences[i] > 0 ? doubled[i] : 0;
            }
        }
        int[] ranks = Arrays.copyOf(nonzero, n);
        long total = Arrays.stream(ranks).asLongStream().sum();
        // Twice the distance from the middle, in doubled ranks: a whole number.
        long distance = Math.abs(2 * positive - total);
        if (distance == 0) {
            return 1;
        }
        if (n > EXACT_SIGNS) {
            double squares =
                    Arrays.stream(ranks).mapToDouble(r -> (double) r * r).sum();
            return twoSided(distance / Math.sqrt(squares));
        }
        double[] shares = new double[(int) total + 1];
        shares[0] = 1;
        int most = 0;
        for (int rank : ranks) {
            most += rank;
            for (int s = most; s >= 0; s--) {
                shares[s] = (shares[s] + (s >= rank ? shares[s - rank] : 0)) / 2;
            }
        }
        double p = 0;
        for (int s = 0; s <= total; s++) {
            if (Math.abs(2L * s - total) >= distance) {
                p += shares[s];
            }
        }
        return Math.min(1, p);
    }

    /**
     * The rank-sum test of Wilcoxon (1945) and Mann and Whitney (1947) of two independent samples from one distribution. p is
     * the share of partings whose rank sum is as far from its mean. With 3 against 3 it is never below 0.1.
     *
     * @param a at least one value
     * @param b at least one value
     */
    public static double rankSum(double[] a, double[] b) {
        if (a.length == 0 || b.length == 0) {
            throw new IllegalArgumentException("samples of " + a.length + " and " + b.length + " values");
        }
        int n = a.length + b.length;
        double[] all = Arrays.copyOf(a, n);
        System.arraycopy(b, 0, all, a.length, b.length);
        int[] ranks = doubledRanks(all);
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += ranks[i];
        }
        // Doubled ranks add up to n (n + 1), so that the mean of a's sum is a whole number.
        long mean = (long) a.length * (n + 1);
        long distance = Math.abs(sum - mean);
        if (distance == 0) {
            return 1;
        }
        if (n > EXACT_PARTS) {
            double spread = Arrays.stream(ranks)
                    .mapToDouble(r -> (r - (n + 1.0)) * (r - (n + 1.0)))
                    .sum();
            double variance = spread * a.length * b.length / ((double) n * (n - 1));
            // Half a rank, here 1, corrects for steps.
            return twoSided(Math.max(0, distance - 1) / Math.sqrt(variance));
        }
        return partings(ranks, a.length, mean, distance);
    }

    private static double partings(int[] ranks, int size, long mean, long distance) {
        int total = Arrays.stream(ranks).sum();
        double[][] ways = new double[size + 1][total + 1];
        ways[0][0] = 1;
        for (int rank : ranks) {
            for (int k = size; k > 0; k--) {
                for (int s = total; s >= rank; s--) {
                    ways[k][s] += ways[k - 1][s - rank];
                }
            }
        }
        double far = 0;
        double whole = 0;
        for (int s = 0; s <= total; s++) {
            whole += ways[size][s];
            far += Math.abs(s - mean) >= distance ? ways[size][s] : 0;
        }
        return far / whole;
    }

    private static double twoSided(double z) {
        return Math.min(1, 2 * new NormalDistribution(null, 0, 1).cumulativeProbability(-z));
    }

    /** Twice the ranks from 1 on, so that the mean rank of equal values is a whole number too. */
    private static int[] doubledRanks(double[] values) {
        if (values.length == 0) {
            return new int[0];
        }
        double[] ranks = new NaturalRanking(NaNStrategy.FAILED, TiesStrategy.AVERAGE).rank(values);
        return Arrays.stream(ranks).mapToInt(r -> (int) Math.round(2 * r)).toArray();
    }
}
