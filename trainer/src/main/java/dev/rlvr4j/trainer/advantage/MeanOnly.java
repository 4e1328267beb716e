package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.loop.Group;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/** The advantage of Dr. GRPO (Liu et al. 2025): R - mean of the group; exactly 0 for groups without spread. */
public record MeanOnly() implements Advantage {
    @Override
    public List<double[]> of(List<Group> groups) {
        return GroupRewards.compared(groups, rewards -> GroupRewards.centred(rewards, StatUtils.mean(rewards), 1));
    }
}
