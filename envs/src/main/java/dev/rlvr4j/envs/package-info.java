/**
 * Tasks and where they come from.
 *
 * <ul>
 *   <li>An {@link dev.rlvr4j.envs.Environment} has two {@link dev.rlvr4j.envs.TaskSource}s, train and held-out, that share no
 *       question. A source gives {@link dev.rlvr4j.envs.Task}s by index.
 *   <li>{@link dev.rlvr4j.envs.Shuffled} makes a finite source endless, epoch after epoch; {@link dev.rlvr4j.envs.TaskList}
 *       is a source over a list, {@link dev.rlvr4j.envs.EndlessTasks} one that makes each task of its index.
 *   <li>{@code envs.generators} makes tasks by computing them, {@code envs.datasets} reads them from files.
 *   <li>{@link dev.rlvr4j.envs.generators.Mixture} makes one environment of several.
 *   <li>{@code envs.episode} plays tasks over several turns, {@code envs.tools} gives the model tools in them.
 * </ul>
 */
@NullMarked
package dev.rlvr4j.envs;

import org.jspecify.annotations.NullMarked;
