package dev.rlvr4j.rewards.code;

/**
 * How a program ended.
 *
 * @param end by itself or by a limit
 * @param exitCode its exit code; 128 + n where signal n ended it
 * @param output standard output, at most the limit's bytes
 * @param errors standard error, at most the limit's bytes
 * @param millis wall time
 */
public record Run(End end, int exitCode, String output, String errors, long millis) {
    /** What ended a run. */
    public enum End {
        /** It ended by itself, well or not. */
        EXITED,
        /** It ran out of time and was killed. */
        TIMED_OUT,
        /** Its processes together took more memory than allowed and were killed; a single process just fails to allocate. */
        OUT_OF_MEMORY
    }

    /** Whether it ended by itself with exit code 0. */
    public boolean succeeded() {
        return end == End.EXITED && exitCode == 0;
    }
}
