/**
 * Pictures: a {@link dev.rlvr4j.experiments.report.figure.Figure} says what is to be seen (series with intervals on two axes),
 * {@code Plot} lays it out on a {@code Canvas}, and there are two of those: {@link dev.rlvr4j.experiments.report.figure.Svg} for
 * pages that are light or dark, {@link dev.rlvr4j.experiments.report.figure.Png} for files. Knows nothing of comparisons.
 */
@NullMarked
package dev.rlvr4j.experiments.report.figure;

import org.jspecify.annotations.NullMarked;
