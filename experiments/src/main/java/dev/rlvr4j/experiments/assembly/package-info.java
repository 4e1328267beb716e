/**
 * Recipes become running objects.
 *
 * <pre>
 * {@link dev.rlvr4j.experiments.assembly.LoadedModel}   a base model and its tokenizer
 * {@link dev.rlvr4j.experiments.assembly.Workers}       the rollout pool on it
 * {@link dev.rlvr4j.experiments.assembly.GradedEnvironment}  an environment and who grades it
 * {@link dev.rlvr4j.experiments.assembly.Tasks}         an environment's tasks as prompts that fit the context
 * {@link dev.rlvr4j.experiments.assembly.GrpoRun}       all of a training run
 * {@link dev.rlvr4j.experiments.assembly.PretrainRun}   a tiny model from nothing
 * </pre>
 */
@NullMarked
package dev.rlvr4j.experiments.assembly;

import org.jspecify.annotations.NullMarked;
