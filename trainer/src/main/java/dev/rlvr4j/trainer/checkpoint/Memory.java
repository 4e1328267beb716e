package dev.rlvr4j.trainer.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Something besides the weights that a run must remember to go on exactly: a baseline that moves, a pool of difficulties,
 * rollouts that wait. Called between steps, on the thread of the loop.
 */
public interface Memory {
    /** What it is called in a checkpoint: lower-case letters and dashes, unique in a run. */
    String name();

    /**
     * Comes to rest before a checkpoint, by waiting for what is under way. Called before anything of the checkpoint is written
     * and before the logs' lengths are taken.
     *
     * @param step steps done
     */
    default void settle(int step) {}

    /** Writes all that {@link #load} needs into a directory that is there and empty. */
    void save(Path directory) throws IOException;

    /**
     * Goes on from what {@link #save} wrote.
     *
     * @throws dev.rlvr4j.core.InputException where that is damaged
     */
    void load(Path directory) throws IOException;
}
