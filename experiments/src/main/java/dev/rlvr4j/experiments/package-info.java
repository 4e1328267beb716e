/**
 * The top floor: the command line ({@link dev.rlvr4j.experiments.cli}), recipes
 * ({@link dev.rlvr4j.experiments.config}) and what a run leaves behind ({@link dev.rlvr4j.experiments.run}).
 * {@link dev.rlvr4j.experiments.Main} is the way in.
 */
@NullMarked
package dev.rlvr4j.experiments;

import org.jspecify.annotations.NullMarked;
