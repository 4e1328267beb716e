package dev.rlvr4j.envs;

/** Index-addressed tasks: the same index always gives the same task, so a run resumes with one number. Thread-safe. */
public interface TaskSource {
    /** Number of tasks, or {@link Long#MAX_VALUE} for a generator without end. */
    long size();

    /** The task at an index in {@code [0, size())}. */
    Task task(long index);
}
