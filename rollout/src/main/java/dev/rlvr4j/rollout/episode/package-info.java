/**
 * Episodes of several turns over any {@link dev.rlvr4j.rollout.Rollouts}. {@link dev.rlvr4j.rollout.episode.EpisodeRunner}
 * plays many at once, round by round, and gives each as a {@link dev.rlvr4j.rollout.episode.Trajectory}; a Play is one of them
 * while it goes on, and its Transcript is the tokens so far.
 */
@NullMarked
package dev.rlvr4j.rollout.episode;

import org.jspecify.annotations.NullMarked;
