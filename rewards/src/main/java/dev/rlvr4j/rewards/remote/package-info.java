/**
 * Rewards that a server gives.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.rewards.remote.HttpReward}: any server, in a small JSON protocol.
 *   <li>{@link dev.rlvr4j.rewards.remote.LlmJudge}: a model behind an OpenAI-compatible endpoint, by a prompt template.
 *   <li>{@link dev.rlvr4j.rewards.remote.YesNoReward}: such a model's probability of "yes".
 * </ul>
 *
 * All go through {@code Endpoint}: so many requests at a time, a time limit and a size limit for each, retries with growing
 * pauses within the attempt's own deadline. What fails in the end is an error that names the server, never a 0. They wait on a
 * worker thread each; set {@code reward.workers} to as many as the server should see at a time.
 */
@NullMarked
package dev.rlvr4j.rewards.remote;

import org.jspecify.annotations.NullMarked;
