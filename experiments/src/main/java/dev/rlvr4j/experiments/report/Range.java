package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.statistics.Estimate;

/** The smallest and largest of some values. */
final class Range {
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    void add(double value) {
        if (Double.isFinite(value)) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
    }

    void add(Estimate estimate) {
        add(estimate.low());
        add(estimate.value());
        add(estimate.high());
    }

    boolean isEmpty() {
        return low > high;
    }

    double low() {
        return low;
    }

    double high() {
        return high;
    }
}
