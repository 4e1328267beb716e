/**
 * The command line: one file per command, {@link dev.rlvr4j.experiments.cli.CommandLineTool} in front of them.
 *
 * <p>Results go to standard output, everything else to standard error. Exit codes: 0 done, 2 bad input or usage (one
 * sentence), 1 any other failure (one sentence, and where the log is).
 */
@NullMarked
package dev.rlvr4j.experiments.cli;

import org.jspecify.annotations.NullMarked;
