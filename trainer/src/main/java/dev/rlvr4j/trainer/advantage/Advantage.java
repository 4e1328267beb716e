package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.loop.Group;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An advantage estimator. It sees all groups of a step, since some estimators normalise over the batch. */
@FunctionalInterface
public interface Advantage {
    /** The advantages of each group's completions: a list like the groups, of {@code [G]}. */
    List<double[]> of(List<Group> groups);

    /**
     * The advantage of each token; here that of its completion, whose score is first lowered by the sum of its penalties.
     * Estimators that tell the tokens of a completion apart override this.
     *
     * @param penalties what is taken off the reward of each sampled token (the KL in the reward): groups in order, in each its
     *     completions in order; {@code [N]}, or null for nothing
     * @return {@code [N]} in the same order
     */
    default double[] ofTokens(List<Group> groups, double @Nullable [] penalties) {
        TokenRewards tokens = TokenRewards.of(groups, penalties);
        return tokens.spread(of(tokens.penalised(groups)));
    }

    /** Whether a penalty on a completion's score reaches its advantage. */
    default boolean heedsPenalties() {
        return true;
    }

    /** The estimator of one run: a fresh one, where it remembers something from step to step. */
    default Advantage start() {
        return this;
    }

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
