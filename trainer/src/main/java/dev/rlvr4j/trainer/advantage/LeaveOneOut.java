package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.loop.Group;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The advantage of RLOO (Ahmadian et al. 2024): R - mean of the others of the group, which is n / (n - 1) (R - mean). Groups
 * without spread, and so groups of one, get exactly 0.
 */
public record LeaveOneOut() implements Advantage {
    @Override
    public List<double[]> of(List<Group> groups) {
        return GroupRewards.compared(
                groups,
                rewards -> GroupRewards.centred(
                        rewards, StatUtils.mean(rewards), rewards.length / (rewards.length - 1.0)));
    }
}
