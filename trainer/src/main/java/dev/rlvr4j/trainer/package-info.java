/**
 * Training loops over five verbs.
 *
 * <pre>
 * {@link dev.rlvr4j.trainer.TrainingClient}  sample, forwardBackward, optimStep, saveState/loadState, publish: each a Future,
 *                 run in order of calling on the client's own thread, the only one that touches the policy
 * {@link dev.rlvr4j.trainer.GrpoLoop}        take groups, advantages, forwardBackward, optimStep, publish; and again
 * {@link dev.rlvr4j.trainer.SftLoop}         imitation of given completions; pretraining too
 * {@link dev.rlvr4j.trainer.RunPlan}         steps, seed, checkpoints and resume, the same for both loops
 * {@link dev.rlvr4j.trainer.RunListener}     what a run tells the outside, step by step
 * </pre>
 *
 * <p>The parts: {@code trainer.supply} (where groups come from, ahead of the trainer or not), {@code trainer.loss} (what is
 * minimised), {@code trainer.correction} (weights for a sampler that is not the trainer), {@code trainer.advantage} (who did
 * better than its group), {@code trainer.aggregation} (the share of each token),
 * {@code trainer.batch} (flat arrays, micro-batches), {@code trainer.optim} (learning rates), {@code trainer.evaluation}
 * (held-out accuracy), {@code trainer.checkpoint} (resume), {@code trainer.metrics} (names and sums).
 *
 * <p>The loops know streams and weights, never the name of an algorithm: what distinguishes one is an
 * {@link dev.rlvr4j.trainer.Algorithm}, values of which most are small interfaces. An algorithm that is not of that
 * form is a loop of one's own over the five verbs; {@code GrpoLoop} is the example to start from.
 *
 * <p>All randomness is a function of (seed, step, index), so a run that is killed and resumed from a checkpoint gives the
 * metrics of one that was not, and a checkpoint holds no random state.
 */
@NullMarked
package dev.rlvr4j.trainer;

import org.jspecify.annotations.NullMarked;
