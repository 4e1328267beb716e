/**
 * What an optimizer step is told: {@link dev.rlvr4j.trainer.optim.OptimizerSettings} with its learning-rate
 * {@link dev.rlvr4j.trainer.optim.Schedule}. The step itself is the policy's.
 */
@NullMarked
package dev.rlvr4j.trainer.optim;

import org.jspecify.annotations.NullMarked;
