/**
 * The verifier {@code math}: whether an answer in LaTeX or plain text equals the reference.
 *
 * <p>The way of an answer: {@link dev.rlvr4j.rewards.math.MathMatch} takes it out of the response and hands it to {@code Judge};
 * {@code Characters}, {@code Lexer} ({@code Digits}) and {@code Parser} ({@code Expressions}, {@code Atoms}, {@code Numbers}, {@code Commands}, {@code Applications},
 * {@code Environments}, {@code Units}, {@code UnitLetters}) make a {@code Tree} of it; {@code Equality} compares it with the reference's
 * ({@code Relations}, {@code RealSets}, {@code Matrices}, {@code Alternatives}); letters of choices are {@code Choices}, named points {@code Points}, times
 * {@code ClockTime}, percent signs outside a box {@code Percents}; single values climb the ladder of {@code Scalars}:
 * same tree ({@code Canonical}), exact rationals ({@code Rationals}), a finite field ({@code Field}), doubles ({@code Doubles}),
 * 50 digits ({@code FiftyDigits}). {@code Bounds} and {@code Budget} stop what is too large or too long: verdict LIMIT.
 *
 * <p>Where it differs from Math-Verify 0.8 on purpose:
 *
 * <ul>
 *   <li>every term of a chain must agree: {@code x = 41 = 42} is no 42;
 *   <li>an inequality answers an inequality or {@code x ∈ [0, 1]}, never a bare interval or set, as it may be the unsolved
 *       question;
 *   <li>a reference that cannot be read (a form feed where {@code \f} was meant) is GOLD_UNUSABLE, not compared as text;
 *   <li>exact wherever both sides are: {@code 1/2^99} is not {@code 1/2^98}; decimals are rounded (6 places) only where the
 *       reference has no decimal that short, and never to fewer than 4 digits;
 *   <li>the base of a numeral, the case of a letter and two known units that differ count; a unit on one side only does not;
 *   <li>words equal words: no number is picked out of a sentence;
 *   <li>a bare reference wants a marked answer (a box, {@code ####}, answer tags), or a response that is nothing but one short
 *       expression; {@code math-lenient} takes any.
 * </ul>
 */
@NullMarked
package dev.rlvr4j.rewards.math;

import org.jspecify.annotations.NullMarked;
