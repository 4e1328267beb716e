/**
 * What training did to the weights, seen through singular values.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.core.spectral.SpectralAnalysis}: compares a base model with what an adapter made of it.
 *   <li>{@link dev.rlvr4j.core.spectral.SiteSpectrum}: the figures of one linear layer.
 * </ul>
 *
 * {@code BaseSpectra} keeps the base's singular vectors between analyses, {@code SpectralProgram} calls
 * {@code programs/spectral.py}, where all numbers are computed, in float64.
 */
@NullMarked
package dev.rlvr4j.core.spectral;

import org.jspecify.annotations.NullMarked;
