/**
 * The verifier {@code math}: whether an answer in LaTeX or plain text equals the reference.
 *
 * <p>The way of an answer: {@link dev.rlvr4j.rewards.math.MathMatch} takes it out of the response and hands it to {@code Judge};
 * {@code Characters}, {@code Lexer} ({@code Digits}) and {@code Parser} ({@code Expressions}, {@code Atoms}, {@code Commands},
 * {@code Environments}, {@code Units}) make a {@code Tree} of it; {@code Equality} compares it with the reference's
 * ({@code Relations}, {@code RealSets}, {@code Matrices}, {@code Alternatives}); single values climb the ladder of {@code Scalars}:
 * same tree ({@code Canonical}), exact rationals ({@code Rationals}), a finite field ({@code Field}), doubles ({@code Doubles}),
 * 50 digits ({@code FiftyDigits}). {@code Bounds} and {@code Budget} stop what is too large or too long: verdict LIMIT.
 */
@NullMarked
package dev.rlvr4j.rewards.math;

import org.jspecify.annotations.NullMarked;
