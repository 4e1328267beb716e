package dev.rlvr4j.experiments.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's (1979) step-down correction: p-values that keep the chance of any false alarm, whatever their dependence. */
public final class Holm {
    private Holm() {}

    /**
     * Adjusted p-values, in the order given: the k-th smallest of m times m - k + 1, at least that of the one before, at most 1.
     *
     * @param p in [0, 1]; may be empty
     */
    public static double[] adjust(double[] p) {
        for (double value : p) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("a p-value of " + value + ", which is not in [0, 1]");
            }
        }
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[p.length];
        double largest = 0;
        for (int k = 0; k < p.length; k++) {
            largest = Math.max(largest, Math.min(1, (p.length - k) * p[order[k]]));
            adjusted[order[k]] = largest;
        }
        return adjusted;
    }
}
