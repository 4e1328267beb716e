/**
 * A loss on given numbers, so that people can hold rlvr4j against a paper or another framework.
 * {@link dev.rlvr4j.experiments.losscheck.LossCase} is the file of {@code ./rlvr loss};
 * {@link dev.rlvr4j.experiments.losscheck.LossCheck} computes what training would of it, by the same classes.
 */
@NullMarked
package dev.rlvr4j.experiments.losscheck;

import org.jspecify.annotations.NullMarked;
