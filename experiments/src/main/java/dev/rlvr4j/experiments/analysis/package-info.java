/**
 * What a comparison found. {@link dev.rlvr4j.experiments.analysis.RunOutcome} is what one run gave;
 * {@code Analysis} makes a {@link dev.rlvr4j.experiments.analysis.Comparison} of all of them,
 * which is what reports show. Knows no models and no files of a run.
 */
@NullMarked
package dev.rlvr4j.experiments.analysis;

import org.jspecify.annotations.NullMarked;
