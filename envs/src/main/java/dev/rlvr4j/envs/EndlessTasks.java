package dev.rlvr4j.envs;

import dev.rlvr4j.core.RlvrException;

/** A source of tasks without end, made one by one of their index. */
@FunctionalInterface
public interface EndlessTasks extends TaskSource {
    /**
     * Makes a task.
     *
     * @param index not negative
     */
    Task make(long index);

    @Override
    default long size() {
        return Long.MAX_VALUE;
    }

    @Override
    default Task task(long index) {
        if (index < 0) {
            throw new RlvrException("a task index must not be negative, but is " + index);
        }
        return make(index);
    }
}
