package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.trainer.evaluation.ScoredGroups;
import java.util.List;

/**
 * What was sampled for a step.
 *
 * @param step counted from 1
 * @param tasks of the groups, in order
 * @param scored the groups
 */
record Batch(int step, List<Task> tasks, ScoredGroups scored) {
    Batch {
        tasks = List.copyOf(tasks);
        if (tasks.size() != scored.groups().size()) {
            throw new RlvrException("a batch of " + tasks.size() + " tasks has "
                    + scored.groups().size() + " groups");
        }
    }
}
