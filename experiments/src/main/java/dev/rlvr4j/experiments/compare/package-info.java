/**
 * {@code ./rlvr compare}: many runs of {@code ./rlvr train} over one base that is loaded once, one after the other
 * or several at a time ({@code Together}).
 *
 * <p>{@link dev.rlvr4j.experiments.compare.ComparisonRun} checks the arms of a recipe against the model and runs what has not
 * run yet. {@link dev.rlvr4j.experiments.compare.ComparisonFolder} keeps the outcomes, one file a run, so that an interrupted
 * comparison goes on. What the outcomes mean is the business of {@link dev.rlvr4j.experiments.analysis}.
 */
@NullMarked
package dev.rlvr4j.experiments.compare;

import org.jspecify.annotations.NullMarked;
