/**
 * Corrections and masks on the policy loss: {@link dev.rlvr4j.trainer.correction.Correction} is the interface,
 * {@link dev.rlvr4j.trainer.correction.Corrections} lists them by name; {@code docs/advantages.md} has their formulas and
 * sources. Several multiply. None is on by default.
 *
 * <p>Those that compare the trainer's old log-probs with the sampler's ({@code SamplerCorrection}) act only where old was
 * recomputed. {@link dev.rlvr4j.trainer.correction.OffPolicySequence} and {@link dev.rlvr4j.trainer.correction.TopEntropy} look
 * at the current policy instead.
 */
@NullMarked
package dev.rlvr4j.trainer.correction;

import org.jspecify.annotations.NullMarked;
