package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.loop.Group;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The advantage for pass@k with k = G: only the best completion of a group gets one, (best - second best) / (std + epsilon);
 * 0 for all where two are best.
 *
 * @param epsilon at least 0
 */
public record PassAtK(double epsilon) implements Advantage {
    public PassAtK {
        GroupRewards.checkEpsilon(epsilon);
    }

    @Override
    public List<double[]> of(List<Group> groups) {
        return GroupRewards.compared(groups, this::advantages);
    }

    private double[] advantages(double[] rewards) {
        double[] sorted = rewards.clone();
        Arrays.sort(sorted);
        double best = sorted[sorted.length - 1];
        double lead = best - sorted[sorted.length - 2];
        double scale = Math.sqrt(StatUtils.variance(rewards)) + epsilon;
        return Arrays.stream(rewards).map(r -> r == best ? lead / scale : 0).toArray();
    }
}
