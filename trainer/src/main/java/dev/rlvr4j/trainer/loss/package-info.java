/**
 * Losses. A {@link dev.rlvr4j.trainer.loss.Loss} is a pure function of flat arrays (new, old, sampler and reference
 * log-probs, entropies, advantages, weights: {@link dev.rlvr4j.trainer.loss.LossBatch}) to a value and its gradient with
 * respect to each log-prob ({@link dev.rlvr4j.trainer.loss.LossResult}). It sees neither tensors nor the model; the trainer
 * carries its gradient on into the policy. {@link dev.rlvr4j.trainer.Objective} puts a policy loss, corrections and terms
 * such as {@link dev.rlvr4j.trainer.loss.KlPenalty} together.
 *
 * <p>To add a loss: write one small class like {@link dev.rlvr4j.trainer.loss.PpoClip} (or a lambda) and name it in {@link dev.rlvr4j.trainer.loss.Losses}. Sum over tokens,
 * each times its weight, and never divide by a count of your own: the weights come from an
 * {@link dev.rlvr4j.trainer.aggregation.Aggregation} over the whole optimizer batch, while a loss sees one micro-batch. Say whether
 * it reads the reference and whether it needs rows of zero advantage. Test it with numbers worked by hand and its gradient
 * against finite differences, as {@code PpoClipTest} does.
 */
@NullMarked
package dev.rlvr4j.trainer.loss;

import org.jspecify.annotations.NullMarked;
