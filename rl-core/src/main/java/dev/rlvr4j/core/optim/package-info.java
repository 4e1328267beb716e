/**
 * Optimizers: how a gradient becomes a step, in place, on the device of the tensors.
 *
 * <pre>
 * {@link dev.rlvr4j.core.optim.Optimizer}        the settings of one; {@link dev.rlvr4j.core.optim.Optimizers} lists them
 * {@link dev.rlvr4j.core.optim.AdamW}            PyTorch's fused kernel; 8 bytes of state for each scalar
 * {@link dev.rlvr4j.core.optim.AdamW8Bit}        the same with block-wise quantised moments; 2.03 bytes
 * {@link dev.rlvr4j.core.optim.Sgd}              with momentum, nesterov; 4 bytes, or none without momentum
 * {@link dev.rlvr4j.core.optim.Lion}             signs of a moment; 4 bytes
 * {@link dev.rlvr4j.core.optim.Muon}             orthogonalised momentum for matrices (4 bytes), AdamW for the rest
 * {@link dev.rlvr4j.core.optim.ParameterGroups}  another learning rate or decay for some tensors (LoRA+)
 * {@link dev.rlvr4j.core.optim.OptimizerState}   what is remembered between steps, saved and restored bit for bit
 * </pre>
 *
 * The arithmetic is in {@code programs/optimizers.py}. The tests hold numbers of PyTorch's optimizers, made by
 * {@code scripts/golden_optimizers.py}.
 */
@NullMarked
package dev.rlvr4j.core.optim;

import org.jspecify.annotations.NullMarked;
