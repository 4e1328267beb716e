/**
 * Rollouts: {@link dev.rlvr4j.rollout.Rollouts} samples completions from the base and the newest adapter.
 *
 * <pre>
 * {@link dev.rlvr4j.rollout.SampleRequest}      a prompt, G, {@link dev.rlvr4j.rollout.SamplingParams}, a seed, perhaps a pinned version
 *      |
 * {@link dev.rlvr4j.rollout.RolloutPool}        spreads a call over W workers and gathers; {@link dev.rlvr4j.rollout.RolloutSettings}
 *      |  event bus (WorkerMessage, by reference)
 * RolloutWorker      a verticle: which calls run, are done again, are cancelled (CallQueue)
 *      |  turns (SamplerThread)
 * {@link dev.rlvr4j.rollout.Sampler}            tokens, on the worker's own thread; made by a {@link dev.rlvr4j.rollout.SamplerFactory}
 *      |  leases
 * {@link dev.rlvr4j.rollout.AdapterRegistry}    the adapter versions: the last few, and any in use
 * </pre>
 *
 * Conversations of several turns are played on top of this: {@code rollout.episode}.
 *
 * <p>A hot swap is a registry entry: each worker takes the newest version at the beginning of a turn, so nothing is
 * paused, dropped or restarted.
 *
 * <p>Which turn takes which version and begins which calls is all that depends on timing; a
 * {@link dev.rlvr4j.rollout.TurnSchedule} writes it down and follows it.
 */
@NullMarked
package dev.rlvr4j.rollout;

import org.jspecify.annotations.NullMarked;
