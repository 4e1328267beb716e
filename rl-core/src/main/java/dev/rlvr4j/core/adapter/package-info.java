/**
 * Adapters.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.core.adapter.AdapterMethod}: trainable tensors, and what they mean: a
 *       {@link dev.rlvr4j.core.adapter.Compilation} of {@link dev.rlvr4j.core.adapter.Edit}s. One file per method:
 *       {@link dev.rlvr4j.core.adapter.Lora}, {@link dev.rlvr4j.core.adapter.FullFineTuning}.
 *   <li>{@link dev.rlvr4j.core.adapter.Site}, {@link dev.rlvr4j.core.adapter.TargetModules}: where edits sit and how a user says
 *       so.
 *   <li>{@link dev.rlvr4j.core.adapter.CompiledAdapter}: an immutable version, as trainer and sampler take it.
 *   <li>{@link dev.rlvr4j.core.adapter.PeftFormat}: HF PEFT directories.
 * </ul>
 */
@NullMarked
package dev.rlvr4j.core.adapter;

import org.jspecify.annotations.NullMarked;
