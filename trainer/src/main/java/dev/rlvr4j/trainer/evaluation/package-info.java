/**
 * Held-out evaluation. {@link dev.rlvr4j.trainer.evaluation.GroupSampler} turns tasks into scored groups (the training loop
 * uses it too); {@link dev.rlvr4j.trainer.evaluation.Evaluation} turns a fixed set of tasks into an
 * {@link dev.rlvr4j.trainer.evaluation.EvaluationReport}: avg@k, pass@k, confidence interval, lengths.
 */
@NullMarked
package dev.rlvr4j.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
