package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.trainer.metrics.Metrics;

/**
 * The weights a correction gives.
 *
 * @param weights factor on the policy loss of each token, {@code [N]}, at least 0; 0 leaves the token out
 * @param metrics figures of the correction's own; merged over micro-batches
 */
public record CorrectionResult(float[] weights, Metrics metrics) {}
