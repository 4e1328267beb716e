/**
 * What a verifier is, and the verifiers.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.rewards.Verifier} is what a user writes (one class or lambda); it judges one
 *       {@link dev.rlvr4j.rewards.Attempt}. {@link dev.rlvr4j.rewards.Verifiers} finds them by name.
 *   <li>{@link dev.rlvr4j.rewards.Reward} is what the loop calls; {@link dev.rlvr4j.rewards.Rewards} makes it of verifiers:
 *       weighted sums, worker threads, time limits.
 *   <li>Ours: {@link dev.rlvr4j.rewards.NumericMatch} ({@code numeric}) and
 *       {@link dev.rlvr4j.rewards.LenientNumericMatch}, {@link dev.rlvr4j.rewards.ExactMatch} and
 *       {@link dev.rlvr4j.rewards.NormalisedMatch}, {@link dev.rlvr4j.rewards.FormatTags}.
 *   <li>{@link dev.rlvr4j.rewards.AnswerExtraction} is where in a response the answer stands.
 * </ul>
 *
 * Model output is hostile: every scan is linear, every number bounded, and no regular expression runs on it.
 */
@NullMarked
package dev.rlvr4j.rewards;

import org.jspecify.annotations.NullMarked;
