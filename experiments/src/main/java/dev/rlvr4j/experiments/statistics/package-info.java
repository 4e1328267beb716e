/**
 * Statistics of comparisons, on arrays alone: what may be said of accuracies measured on a few seeds and some problems.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.experiments.statistics.CrossedBootstrap}: intervals and tests that count seeds and problems
 *   <li>{@link dev.rlvr4j.experiments.statistics.LearningRates}: the best of a grid, and ratios of two
 *   <li>{@link dev.rlvr4j.experiments.statistics.Curves}: area under a learning curve, steps to a target
 *   <li>{@link dev.rlvr4j.experiments.statistics.RankTests}, {@link dev.rlvr4j.experiments.statistics.EffectSize}
 *   <li>{@link dev.rlvr4j.experiments.statistics.Holm}: many tests at once
 * </ul>
 *
 * Everywhere {@code y[s][p]} is the accuracy in [0, 1] of the run with seed s on problem p. Arrays of another form are an
 * {@link java.lang.IllegalArgumentException}: a fault of the caller.
 */
@NullMarked
package dev.rlvr4j.experiments.statistics;

import org.jspecify.annotations.NullMarked;
