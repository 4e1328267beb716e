/**
 * Environments that compute their tasks from a seed. {@link dev.rlvr4j.envs.generators.ArithmeticEnvironment} asks for sums,
 * differences and products, as hard as {@link dev.rlvr4j.envs.generators.ArithmeticSettings} say;
 * {@link dev.rlvr4j.envs.generators.WorkedSolutions} writes them out, for pretraining text.
 */
@NullMarked
package dev.rlvr4j.envs.generators;

import org.jspecify.annotations.NullMarked;
