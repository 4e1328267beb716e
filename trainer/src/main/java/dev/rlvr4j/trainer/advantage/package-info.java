/**
 * Advantages: how much better than its group a completion did. {@link dev.rlvr4j.trainer.advantage.Advantage} is the
 * interface; {@link dev.rlvr4j.trainer.advantage.ZScore} and {@link dev.rlvr4j.trainer.advantage.MeanOnly} are the group
 * advantages of GRPO and Dr. GRPO.
 *
 * <p>To add one: a class (or a lambda through {@link dev.rlvr4j.trainer.advantage.Advantage#perGroup}) that maps rewards to
 * advantages. Give exactly 0 to groups without spread and decide that on maximum minus minimum: the standard deviation of
 * equal rewards that are no binary fractions is not always 0.
 */
@NullMarked
package dev.rlvr4j.trainer.advantage;

import org.jspecify.annotations.NullMarked;
