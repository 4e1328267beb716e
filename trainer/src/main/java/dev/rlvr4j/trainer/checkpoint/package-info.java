/**
 * Checkpoints of a run. {@link dev.rlvr4j.trainer.checkpoint.RunCheckpoint} writes and finds directories like
 * {@code step-000010}, each there completely or not at all; {@link dev.rlvr4j.trainer.checkpoint.Progress} is what a loop
 * remembers besides the weights, {@link dev.rlvr4j.trainer.checkpoint.Memory} what one of its parts does. No random state is kept: all randomness is a function of (seed, step, index).
 *
 * <pre>
 * checkpoints/step-000010/adapter/       the adapter as others read it
 * checkpoints/step-000010/state/         tensors and optimizer moments, bit for bit
 * checkpoints/step-000010/client.json    counters of the training client
 * checkpoints/step-000010/memory/NAME/   what each Memory of the run wrote
 * checkpoints/step-000010/progress.json  step, data position, accumulators, log lengths
 * checkpoints/step-000010/manifest.sha256  checksums of all of them, written last ({@code Manifest})
 * checkpoints/damaged-step-000010/       one that did not have its checksums when the run was resumed from an older one
 * </pre>
 */
@NullMarked
package dev.rlvr4j.trainer.checkpoint;

import org.jspecify.annotations.NullMarked;
