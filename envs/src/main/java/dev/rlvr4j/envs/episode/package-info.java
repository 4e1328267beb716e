/**
 * Tasks that are played over several turns.
 *
 * <pre>
 * {@link dev.rlvr4j.envs.episode.Episodes}      opens an episode per task; bounds on turns and tokens ({@link dev.rlvr4j.envs.episode.EpisodeBounds})
 *     |
 * {@link dev.rlvr4j.envs.episode.Episode}       takes a {@link dev.rlvr4j.envs.episode.Turn} of the model, gives a {@link dev.rlvr4j.envs.episode.Reply}:
 *     |           an observation, after which the model goes on, or the end and what is scored
 * {@link dev.rlvr4j.envs.episode.GuessTheNumber}  a game in this form, and {@link dev.rlvr4j.envs.episode.GuessPlayer} plays it
 *                 for pretraining text; episodes with tools are in {@code envs.tools}
 * </pre>
 *
 * An {@link dev.rlvr4j.envs.Environment} that implements Episodes has episodes; most have tasks only, answered in one turn. One
 * that implements {@link dev.rlvr4j.envs.episode.EpisodesByTask}, as a mixture does, has both. Episodes know text; how it becomes tokens and what samples them is the rollouts' business.
 */
@NullMarked
package dev.rlvr4j.envs.episode;

import org.jspecify.annotations.NullMarked;
