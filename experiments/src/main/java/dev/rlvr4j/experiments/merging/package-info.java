/**
 * Adapters put together by name: what {@code rlvr merge} and {@code rlvr adapters} do.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.experiments.merging.MergeRun}: reads adapters, combines them by
 *       {@link dev.rlvr4j.experiments.merging.MergeSettings}, writes an adapter or a checkpoint.
 *   <li>{@link dev.rlvr4j.experiments.merging.WeightSearch}: LoraHub's search for weights;
 *       {@link dev.rlvr4j.experiments.merging.RewardObjective} is what it maximises.
 *   <li>{@link dev.rlvr4j.experiments.merging.AdapterDescription}: what there is to know of an adapter directory.
 *   <li>{@link dev.rlvr4j.experiments.merging.MethodList}: the registered methods.
 * </ul>
 */
@NullMarked
package dev.rlvr4j.experiments.merging;

import org.jspecify.annotations.NullMarked;
