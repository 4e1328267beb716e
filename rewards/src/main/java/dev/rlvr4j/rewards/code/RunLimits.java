package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.Deadline;
import java.time.Duration;

/**
 * What a run may use.
 *
 * @param wall time from start to end; a run ends earlier where the {@link Deadline} of its thread does
 * @param memoryBytes address space of each process, and resident memory of all together (see {@link ProcessRunner}); all of it
 *     for JavaScript
 * @param processes processes and threads at a time, together
 * @param fileBytes largest file it may write, standard output included
 */
public record RunLimits(Duration wall, long memoryBytes, int processes, long fileBytes) {
    /** 5 s, 512 MiB, 16 processes, 1 MiB. */
    public static final RunLimits DEFAULT = new RunLimits(Duration.ofSeconds(5), 512L << 20, 16, 1 << 20);

    public RunLimits {
        if (wall.isNegative() || wall.isZero() || memoryBytes < 1 << 20 || processes < 1 || fileBytes < 1) {
            throw new InputException(
                    "a run needs time, at least 1 MiB of memory, a process and a byte of output, but got "
                            + wall.toMillis() + " ms, " + memoryBytes + " bytes, " + processes + " processes and "
                            + fileBytes
                            + " bytes of output");
        }
    }

    /** The same with another wall time. */
    public RunLimits within(Duration time) {
        return new RunLimits(time, memoryBytes, processes, fileBytes);
    }

    /** The wall time, or what is left of the current thread's deadline where that is less. */
    Duration left() {
        Duration left = Deadline.current().left();
        return left.compareTo(wall) < 0 ? left : wall;
    }
}
