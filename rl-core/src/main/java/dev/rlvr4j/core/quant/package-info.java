/**
 * Formats that frozen weights are kept in.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.core.quant.Quantisation}: int8, NF4 and NVFP4: their blocks, and which matrices they take.
 *   <li>{@link dev.rlvr4j.core.quant.Quantiser}: makes a {@link dev.rlvr4j.core.quant.QuantisedWeight} of a matrix
 *       ({@code programs/quantisation.py}).
 *   <li>{@link dev.rlvr4j.core.quant.DynamicMap}: the values of 8-bit dynamic quantisation; optimizer states use it too.
 * </ul>
 *
 * The way back stands in {@code programs/transformer.py}, since layers read quantised weights where they use them.
 */
@NullMarked
package dev.rlvr4j.core.quant;

import org.jspecify.annotations.NullMarked;
