/**
 * Verifiers that compare an answer by simple, fixed rules.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.rewards.answers.Gsm8kStrict} and {@link dev.rlvr4j.rewards.answers.Gsm8kLenient}: GSM8K by verl's
 *       rules, for figures that compare with verl's.
 *   <li>{@link dev.rlvr4j.rewards.answers.MultipleChoice}: one letter.
 *   <li>{@link dev.rlvr4j.rewards.answers.RegexMatch}: a regular expression, in linear time.
 *   <li>{@link dev.rlvr4j.rewards.answers.JsonSchemaMatch}: JSON that a schema accepts.
 * </ul>
 */
@NullMarked
package dev.rlvr4j.rewards.answers;

import org.jspecify.annotations.NullMarked;
