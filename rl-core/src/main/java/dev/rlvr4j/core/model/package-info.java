/**
 * The transformer, for training and for sampling, from one program text ({@code programs/transformer.py}).
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.core.model.BaseModel}: frozen weights on one device; compiles adapters into
 *       {@link dev.rlvr4j.core.model.CompiledModel}s. {@link dev.rlvr4j.core.model.ModelTensors} is what the programs take:
 *       {@code Fusion} joins Hugging Face's tensors into them, {@code Unfusion} finds them again.
 *       Linear layers may be quantised ({@link dev.rlvr4j.core.quant}): each tensor by itself as {@code WeightSource} reads it;
 *       layers make weights of them where they multiply. {@link dev.rlvr4j.core.model.GainNoise} is what rollouts may add.
 *   <li>{@link dev.rlvr4j.core.model.Policy}: what a trainer holds. {@link dev.rlvr4j.core.model.TransformerPolicy} is it over a
 *       base model: {@code RecordedModel} cuts the compile map from the programs, {@code ForwardPasses} runs them over a
 *       {@code PackedBatch}, {@code TrainableTensors} keeps the optimizer's state.
 *   <li>{@link dev.rlvr4j.core.model.CalibrationPass}: what texts say of a base, for adapters that start from data.
 *   <li>{@link dev.rlvr4j.core.model.Prefill} and {@link dev.rlvr4j.core.model.KvCache}: what a sampler decodes with,
 *       each row of a batch under its own model ({@code MixedModel}, {@code Rows}).
 * </ul>
 *
 * Batches are flat: one row per token, no padding, a prompt once for all completions of its group. Only attention sees
 * sequences. The head's backward pass recomputes logits a slice of the vocabulary at a time, so {@code [B,T,V]} never exists.
 */
@NullMarked
package dev.rlvr4j.core.model;

import org.jspecify.annotations.NullMarked;
