/**
 * Adapters put together: with each other, and with the base.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.core.merge.Combination}: makes one adapter of several {@link dev.rlvr4j.core.merge.Contribution}s. One
 *       record per algorithm, all listed in {@link dev.rlvr4j.core.merge.Combinations}. Most treat each linear layer by itself
 *       ({@code SitewiseCombination}); those of PEFT are a {@code TensorMerge}, on the factors of a LoRA ({@code OnFactors}) or on
 *       the changes of the weights ({@code OnChanges}). Their arithmetic is in {@code programs/merging.py}.
 *   <li>{@link dev.rlvr4j.core.merge.Composition}: one adapter on top of another, exactly;
 *       {@link dev.rlvr4j.core.merge.AdaptedBase} is what the upper one sees, {@link dev.rlvr4j.core.merge.OnFrozen} trains it.
 *   <li>{@link dev.rlvr4j.core.merge.MergedCheckpoint}: the base with an adapter in it, as a Hugging Face checkpoint.
 * </ul>
 *
 * What combinations make is a {@link dev.rlvr4j.core.adapter.Compilation}, so it is merged, sampled and exported like any adapter.
 */
@NullMarked
package dev.rlvr4j.core.merge;

import org.jspecify.annotations.NullMarked;
