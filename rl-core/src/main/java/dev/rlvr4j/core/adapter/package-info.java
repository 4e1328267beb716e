/**
 * Adapters.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.core.adapter.AdapterMethod}: trainable tensors, and what they mean: a
 *       {@link dev.rlvr4j.core.adapter.Compilation} of {@link dev.rlvr4j.core.adapter.Edit}s, replaced weights,
 *       {@link dev.rlvr4j.core.adapter.VirtualTokens} and {@link dev.rlvr4j.core.adapter.Bottleneck}s. One record per
 *       method, all listed in {@link dev.rlvr4j.core.adapter.AdapterMethods}. Most treat each layer by itself
 *       ({@code SitewiseMethod}); some are a LoRA trained in another way ({@code LoraVariant}). Their arithmetic is in
 *       {@code programs/adapters.py}, called through {@code Maps}.
 *   <li>{@link dev.rlvr4j.core.adapter.Extended}: a method with modules of the base and rows of its embedding trained beside it.
 *   <li>{@link dev.rlvr4j.core.adapter.Site}, {@link dev.rlvr4j.core.adapter.TargetModules}: where edits sit and how a user says
 *       so.
 *   <li>{@link dev.rlvr4j.core.adapter.CompiledAdapter}: an immutable version, as trainer and sampler take it.
 *   <li>{@link dev.rlvr4j.core.adapter.Calibrated}: methods that start from data, a
 *       {@link dev.rlvr4j.core.adapter.Calibration}.
 *   <li>{@link dev.rlvr4j.core.adapter.PeftFormat}: HF PEFT directories. {@code PeftSettings} reads their config and refuses what
 *       no method asked for; {@code PeftConfig} writes it.
 * </ul>
 */
@NullMarked
package dev.rlvr4j.core.adapter;

import org.jspecify.annotations.NullMarked;
