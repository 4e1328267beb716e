package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.loop.Group;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * R - mean of the group, divided by the standard deviation of all rewards of the step (Bessel) plus epsilon, so that groups
 * of little spread are not blown up. Groups without spread get exactly 0.
 *
 * @param epsilon keeps tiny spreads from exploding, at least 0
 */
public record BatchStd(double epsilon) implements Advantage {
    public BatchStd {
        GroupRewards.checkEpsilon(epsilon);
    }

    @Override
    public List<double[]> of(List<Group> groups) {
        double scale = Math.sqrt(StatUtils.variance(GroupRewards.all(groups))) + epsilon;
        return GroupRewards.compared(
                groups, rewards -> GroupRewards.centred(rewards, StatUtils.mean(rewards), 1 / scale));
    }
}
