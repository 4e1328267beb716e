package dev.rlvr4j.trainer.evaluation;

import dev.rlvr4j.core.loop.Group;
import java.util.List;

/**
 * Groups and how long they took.
 *
 * @param groups one per task, in order
 * @param rolloutSeconds from the request to the last completion
 * @param rewardSeconds from the last completion to the last score
 */
public record ScoredGroups(List<Group> groups, double rolloutSeconds, double rewardSeconds) {}
