/**
 * Rejection sampling, and learning from what it kept.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.experiments.collect.CollectRun} samples completions of a recipe's tasks, grades them, keeps some as
 *       {@link dev.rlvr4j.experiments.collect.CollectSettings} say, and writes them with {@code CollectFile}, which goes on where
 *       an interrupted run ended. {@code CollectedRow} is the layout of a line.
 *   <li>{@link dev.rlvr4j.experiments.collect.SftExamples} reads such lines (or plain prompts and responses) as examples, and
 *       {@link dev.rlvr4j.experiments.collect.SftRun} trains an adapter on them.
 * </ul>
 */
@NullMarked
package dev.rlvr4j.experiments.collect;

import org.jspecify.annotations.NullMarked;
