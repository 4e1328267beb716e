package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.List;

/**
 * The groups of a step.
 *
 * @param groups to be trained on, at least one
 * @param sampled all that were sampled for the step, also those that are not trained on; the step's figures are of these
 * @param position place of the next task to be drawn
 * @param metrics what the supply itself has to tell
 */
public record Supplied(List<Group> groups, List<Group> sampled, long position, Metrics metrics) {
    public Supplied {
        groups = List.copyOf(groups);
        sampled = List.copyOf(sampled);
    }
}
