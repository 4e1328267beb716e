package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.List;

/** Which task is sampled next. Called on the thread of the loop. */
public interface TaskOrder {
    /** The task at a place of the order, by what has been learnt so far. */
    Task task(long position);

    /** Learns from the groups that were sampled for a step, and tells what it makes of them. */
    default void learn(List<Group> groups, Metrics metrics) {}

    /** What it must remember besides the position. */
    default List<Memory> memories() {
        return List.of();
    }

    /** The tasks of a source in order, and again from the start. */
    static TaskOrder of(TaskSource tasks) {
        return position -> tasks.task(position % tasks.size());
    }
}
