/**
 * Advantages: how much better than its group a completion did. {@link dev.rlvr4j.trainer.advantage.Advantage} is the
 * interface, {@link dev.rlvr4j.trainer.advantage.Advantages} lists them by name; {@code docs/advantages.md} has their formulas
 * and sources. Most compare a completion with its group; {@link dev.rlvr4j.trainer.advantage.TokenWhitening} tells tokens
 * apart, and {@link dev.rlvr4j.trainer.advantage.EmaBaseline} remembers from step to step.
 *
 * <p>To add one: a record (or a lambda through {@link dev.rlvr4j.trainer.advantage.Advantage#perGroup}) that maps rewards to
 * advantages. Give exactly 0 to groups without spread and decide that on maximum minus minimum: the standard deviation of
 * equal rewards that are no binary fractions is not always 0.
 */
@NullMarked
package dev.rlvr4j.trainer.advantage;

import org.jspecify.annotations.NullMarked;
