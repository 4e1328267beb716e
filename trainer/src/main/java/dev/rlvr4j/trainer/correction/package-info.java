/**
 * Corrections and masks on the policy loss: {@link dev.rlvr4j.trainer.correction.Correction} is the interface,
 * {@link dev.rlvr4j.trainer.correction.Corrections} lists them by name. Several multiply.
 */
@NullMarked
package dev.rlvr4j.trainer.correction;

import org.jspecify.annotations.NullMarked;
