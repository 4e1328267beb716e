package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.trainer.checkpoint.Memory;
import java.util.List;

/** Where the groups of a step come from. Called on the thread of the loop. */
public interface Supply {
    /**
     * The groups of a step; waits for them.
     *
     * @param step counted from 1; each once, in order
     * @param position place of the next task to be drawn
     * @param trained the version about to be updated, published
     */
    Supplied take(int step, long position, AdapterVersion trained);

    /** What it must remember besides the position. */
    List<Memory> memories();

    /**
     * Checks what can be checked before a run.
     *
     * @throws dev.rlvr4j.core.InputException where a prompt does not fit
     */
    default void check() {}

    /** How many steps old a token may be. */
    default int maxStaleness() {
        return 0;
    }
}
