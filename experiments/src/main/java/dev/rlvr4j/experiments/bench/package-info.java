/**
 * {@code ./rlvr bench}: {@link dev.rlvr4j.experiments.bench.Benchmark} runs rollout, training and hot swap on each
 * {@link dev.rlvr4j.experiments.bench.BenchShape} and sets them against the machine's matmul rate of the same run.
 * {@link dev.rlvr4j.experiments.bench.CodeBench} counts runs of programs in the sandboxes of code rewards.
 * {@link dev.rlvr4j.experiments.bench.VerifierBench} measures the verifier {@code math} over boxed answers.
 */
@NullMarked
package dev.rlvr4j.experiments.bench;

import org.jspecify.annotations.NullMarked;
