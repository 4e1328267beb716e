/**
 * What an optimizer step is told: {@link dev.rlvr4j.trainer.optim.OptimizerSettings} with its learning-rate
 * {@link dev.rlvr4j.trainer.optim.Schedule} (all of them: {@link dev.rlvr4j.trainer.optim.Schedules}). The optimizers themselves are
 * {@code core.optim}; the step is the policy's.
 */
@NullMarked
package dev.rlvr4j.trainer.optim;

import org.jspecify.annotations.NullMarked;
