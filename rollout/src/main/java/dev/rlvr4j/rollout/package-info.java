/**
 * Rollouts: {@link dev.rlvr4j.rollout.Rollouts} samples completions from the base and from adapters.
 *
 * <pre>
 * {@link dev.rlvr4j.rollout.SampleRequest}      a prompt, G, {@link dev.rlvr4j.rollout.SamplingParams}, a seed, perhaps an adapter or a version
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
 * A pool serves any number of adapters at once, each sequence from its own. {@link dev.rlvr4j.rollout.Rendezvous} lets
 * several runs share one.
 *
 * <p>Conversations of several turns are played on top of this: {@code rollout.episode}.
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
