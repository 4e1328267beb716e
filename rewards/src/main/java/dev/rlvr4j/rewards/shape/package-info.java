/**
 * Rewards for how a response is written, not for what it says: its length and its repetitions.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.rewards.shape.SoftOverlong}: DAPO's penalty for long responses.
 *   <li>{@link dev.rlvr4j.rewards.shape.CosineLength}: a verdict scaled by length.
 *   <li>{@link dev.rlvr4j.rewards.shape.RepetitionPenalty}: repeated n-grams.
 * </ul>
 *
 * Each alone teaches its own optimum: give them small weights, or gate them with {@code only_if}.
 */
@NullMarked
package dev.rlvr4j.rewards.shape;

import org.jspecify.annotations.NullMarked;
