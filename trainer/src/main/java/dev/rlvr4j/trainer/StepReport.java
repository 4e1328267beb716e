package dev.rlvr4j.trainer;

import java.util.Map;

/**
 * The figures of a step.
 *
 * @param step counted from 1
 * @param totalSteps steps of the whole run
 * @param metrics by the names of {@link dev.rlvr4j.trainer.metrics.MetricNames}
 */
public record StepReport(int step, int totalSteps, Map<String, Double> metrics) {}
