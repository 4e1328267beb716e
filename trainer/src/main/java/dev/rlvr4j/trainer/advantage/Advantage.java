package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.loop.Group;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** An advantage estimator. It sees all groups of a step, since some estimators normalise over the batch. */
@FunctionalInterface
public interface Advantage {
    /** The advantages of each group's completions: a list like the groups, of {@code [G]}. */
    List<double[]> of(List<Group> groups);

    /** An estimator that looks at one group's rewards at a time. */
    static Advantage perGroup(UnaryOperator<double[]> rewardsToAdvantages) {
        return groups ->
                groups.stream().map(Group::rewards).map(rewardsToAdvantages).toList();
    }

    /** Whether all rewards are equal; true for a group of one. */
    static boolean withoutSpread(double[] rewards) {
        return Arrays.stream(rewards).allMatch(r -> r == rewards[0]);
    }
}
