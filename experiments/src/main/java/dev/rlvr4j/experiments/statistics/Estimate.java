package dev.rlvr4j.experiments.statistics;

/**
 * A figure with its confidence interval.
 *
 * @param value the point estimate
 * @param low lower end; not above {@code value}
 * @param high upper end; not below {@code value}
 */
public record Estimate(double value, double low, double high) {}
