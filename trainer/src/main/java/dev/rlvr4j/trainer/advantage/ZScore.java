package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Group;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The group z-score of GRPO (Shao et al. 2024): (R - mean) / (std + epsilon), with Bessel's correction. Groups without
 * spread, and so groups of one, get exactly 0.
 *
 * @param epsilon keeps tiny spreads from exploding, at least 0
 */
public record ZScore(double epsilon) implements Advantage {
    public static final ZScore DEFAULT = new ZScore(1e-4);

    public ZScore {
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new InputException("advantage_epsilon must be 0 or positive, but is " + epsilon);
        }
    }

    @Override
    public List<double[]> of(List<Group> groups) {
        return groups.stream().map(group -> advantages(group.rewards())).toList();
    }

    private double[] advantages(double[] rewards) {
        if (Advantage.withoutSpread(rewards)) {
            return new double[rewards.length];
        }
        double mean = StatUtils.mean(rewards);
        double scale = Math.sqrt(StatUtils.variance(rewards, mean)) + epsilon;
        return Arrays.stream(rewards).map(r -> (r - mean) / scale).toArray();
    }
}
