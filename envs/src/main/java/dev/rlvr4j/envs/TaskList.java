package dev.rlvr4j.envs;

import dev.rlvr4j.core.RlvrException;
import java.util.List;

/**
 * A task source over a list.
 *
 * @param tasks the tasks, in the order of their indices
 */
public record TaskList(List<Task> tasks) implements TaskSource {
    public TaskList {
        tasks = List.copyOf(tasks);
    }

    @Override
    public long size() {
        return tasks.size();
    }

    @Override
    public Task task(long index) {
        if (index < 0 || index >= tasks.size()) {
            throw new RlvrException("task index " + index + " is outside [0, " + tasks.size() + ")");
        }
        return tasks.get((int) index);
    }
}
