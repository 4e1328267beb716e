package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.InputException;
import java.time.Duration;

/**
 * What a run may use.
 *
 * @param wall time from start to end
 * @param memoryBytes address space of each process
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
}
