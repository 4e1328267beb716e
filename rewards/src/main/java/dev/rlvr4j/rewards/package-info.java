/**
 * What a verifier is, and the verifiers.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.rewards.Verifier} is what a user writes (one class or lambda); it judges one
 *       {@link dev.rlvr4j.rewards.Attempt}. {@link dev.rlvr4j.rewards.Verifiers} finds them by name, with the
 *       {@link dev.rlvr4j.rewards.Options} of those that are {@link dev.rlvr4j.rewards.Configurable}.
 *   <li>{@link dev.rlvr4j.rewards.AnswerVerifier} is one that finds an answer and compares it: a
 *       {@link dev.rlvr4j.rewards.Judgement} with its {@link dev.rlvr4j.rewards.Verdict}, by a {@link
 *       dev.rlvr4j.rewards.Deadline}. One that is {@link dev.rlvr4j.rewards.Cacheable} is asked once for the same answer.
 *   <li>{@link dev.rlvr4j.rewards.Reward} is what the loop calls; {@link dev.rlvr4j.rewards.Rewards} makes it of verifiers:
 *       weighted sums with gates, a verifier for each environment of a mixture, the cache, worker threads, time limits, and what a failure does ({@link
 *       dev.rlvr4j.rewards.OnError}).
 *   <li>Here: {@link dev.rlvr4j.rewards.NumericMatch} ({@code numeric}) and
 *       {@link dev.rlvr4j.rewards.LenientNumericMatch}, {@link dev.rlvr4j.rewards.ExactMatch} and
 *       {@link dev.rlvr4j.rewards.NormalisedMatch}, {@link dev.rlvr4j.rewards.FormatTags}. In packages of their own: {@code
 *       answers}, {@code shape}, {@code overlap}, {@code code}, {@code remote}, {@code math}.
 *   <li>{@link dev.rlvr4j.rewards.AnswerExtraction} is where in a response the answer stands.
 * </ul>
 *
 * Model output is hostile: every scan is linear, every number bounded, and only regular expressions of linear time
 * run on it.
 */
@NullMarked
package dev.rlvr4j.rewards;

import org.jspecify.annotations.NullMarked;
