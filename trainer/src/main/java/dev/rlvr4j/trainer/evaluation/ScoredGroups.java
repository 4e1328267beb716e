package dev.rlvr4j.trainer.evaluation;

import dev.rlvr4j.core.loop.Group;
import java.util.List;
import java.util.Map;

/**
 * Groups and how long they took.
 *
 * @param groups one per task, in order
 * @param figures what the episodes counted, as means; empty where there were none
 * @param rolloutSeconds from the request to the last completion
 * @param rewardSeconds from the last completion to the last score
 */
public record ScoredGroups(
        List<Group> groups, Map<String, Double> figures, double rolloutSeconds, double rewardSeconds) {}
