package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.loop.Group;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/** The advantage of Dr. GRPO (Liu et al. 2025): R - mean of the group; exactly 0 for groups without spread. */
public record MeanOnly() implements Advantage {
    @Override
    public List<double[]> of(List<Group> groups) {
        return groups.stream().map(group -> advantages(group.rewards())).toList();
    }

    private static double[] advantages(double[] rewards) {
        if (Advantage.withoutSpread(rewards)) {
            return new double[rewards.length];
        }
        double mean = StatUtils.mean(rewards);
        return Arrays.stream(rewards).map(r -> r - mean).toArray();
    }
}
