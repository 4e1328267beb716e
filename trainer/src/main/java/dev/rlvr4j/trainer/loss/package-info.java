/**
 * Losses. A {@link dev.rlvr4j.trainer.loss.Loss} is a pure function of flat arrays (new, old, sampler and reference
 * log-probs, entropies, advantages, weights: {@link dev.rlvr4j.trainer.loss.LossBatch}) to a value and its gradient with
 * respect to each log-prob ({@link dev.rlvr4j.trainer.loss.LossResult}). It sees neither tensors nor the model; the trainer
 * carries its gradient on into the policy. {@link dev.rlvr4j.trainer.Objective} puts a policy loss, corrections and terms
 * together. {@code docs/losses.md} has all formulas, sources and defaults.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.trainer.loss.Losses} lists the policy losses by name, one record each.
 *   <li>Token ratios against old: PpoClip, DecoupledPpo, Cispo, CispoClip, Sapo, ClipCov, KlCov. Sequence ratios: Gspo, GspoToken,
 *       Luspo, Rloo (through SequenceSurrogate), Gmpo, Vespo. Ratios against the sampler: ImportanceSampling, DppoKl, Ipo
 *       (through SamplerRatio), Dro. No ratio: Reinforce, CrossEntropyLoss.
 *   <li>Terms: KlPenalty and EntropyBonus; AdaptiveKl and AdaptiveEntropy move their coefficients after each step, which
 *       checkpoints remember. {@link dev.rlvr4j.trainer.loss.KlEstimator} has the estimates of the KL.
 *   <li>LogRatio, ClipRange, WeightedLogProbs, RatioFigures, Covariance: what losses share.
 * </ul>
 *
 * <p>To add a loss: CONTRIBUTING.md, "A loss".
 */
@NullMarked
package dev.rlvr4j.trainer.loss;

import org.jspecify.annotations.NullMarked;
