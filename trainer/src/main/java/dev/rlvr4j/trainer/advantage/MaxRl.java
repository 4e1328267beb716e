package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Group;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The advantage of MaxRL: (R - mean) / (mean + epsilon), which is large where the group rarely succeeds. Rewards must not be
 * negative. Groups without spread get exactly 0.
 *
 * @param epsilon at least 0
 */
public record MaxRl(double epsilon) implements Advantage {
    public MaxRl {
        GroupRewards.checkEpsilon(epsilon);
    }

    @Override
    public List<double[]> of(List<Group> groups) {
        return GroupRewards.compared(groups, this::advantages);
    }

    private double[] advantages(double[] rewards) {
        double mean = StatUtils.mean(rewards);
        if (!(mean + epsilon > 0)) {
            throw new InputException(
                    "the advantage max_rl divides by the mean reward of a group, which must be positive," + " but is "
                            + mean + "; use rewards that are never negative, or another advantage");
        }
        return GroupRewards.centred(rewards, mean, 1 / (mean + epsilon));
    }
}
