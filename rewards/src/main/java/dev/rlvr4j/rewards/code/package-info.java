/**
 * Code that models write, run and tested.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.rewards.code.CodeRunner} runs a {@link dev.rlvr4j.rewards.code.Program} within
 *       {@link dev.rlvr4j.rewards.code.RunLimits} and says how it ended ({@link dev.rlvr4j.rewards.code.Run}).
 *   <li>{@link dev.rlvr4j.rewards.code.ProcessRunner} does so in a process behind bubblewrap. Where that is missing it refuses,
 *       unless it is told to run unsandboxed.
 *   <li>{@link dev.rlvr4j.rewards.code.QuickJsRunner} does so for JavaScript inside the JVM, with an optional dependency.
 *   <li>{@link dev.rlvr4j.rewards.code.Language} is what programs are written in, and opens the runner for it.
 *   <li>{@link dev.rlvr4j.rewards.code.CodeTests} is the verifier {@code code-tests}.
 * </ul>
 */
@NullMarked
package dev.rlvr4j.rewards.code;

import org.jspecify.annotations.NullMarked;
