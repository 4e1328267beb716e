package dev.rlvr4j.experiments.statistics;

/**
 * A figure with its confidence interval.
 *
 * @param value the point estimate
 * @param low lower end; not above {@code value}
 * @param high upper end; not below {@code value}
 */
public record Estimate(double value, double low, double high) {
    public Estimate {
        if (!(low <= value && value <= high)) {
            throw new IllegalArgumentException(
                    "low " + low + ", value " + value + ", high " + high + " are not in order");
        }
    }

    /** The same figure with the interval cut to [floor, ceiling], e.g. [0, 1] for an accuracy; the value must lie within. */
    public Estimate within(double floor, double ceiling) {
        return new Estimate(value, Math.max(low, floor), Math.min(high, ceiling));
    }
}
