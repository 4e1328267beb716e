/**
 * The numbers of a step: {@link dev.rlvr4j.trainer.metrics.MetricNames} says what they are called and what they mean,
 * {@link dev.rlvr4j.trainer.metrics.Metrics} adds them up over micro-batches.
 */
@NullMarked
package dev.rlvr4j.trainer.metrics;

import org.jspecify.annotations.NullMarked;
