package dev.rlvr4j.envs.episode;

import dev.rlvr4j.envs.Task;

/** An environment whose tasks are played in different ways: some over several turns with tools, say, and others in one. */
public interface EpisodesByTask {
    /** Whether any task has more than one turn; where none has, all are answered as those of other environments are. */
    boolean hasEpisodes();

    /** How a task is played; {@link Episodes#SINGLE_TURN} where it has one turn. */
    Episodes episodes(Task task);
}
