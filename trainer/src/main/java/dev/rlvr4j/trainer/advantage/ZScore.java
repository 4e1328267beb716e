package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.loop.Group;
import java.util.List;

/**
 * The group z-score of GRPO (Shao et al. 2024): (R - mean) / (std + epsilon), with Bessel's correction. Groups without
 * spread, and so groups of one, get exactly 0.
 *
 * @param epsilon keeps tiny spreads from exploding, at least 0
 */
public record ZScore(double epsilon) implements Advantage {
    public static final ZScore DEFAULT = new ZScore(1e-4);

    public ZScore {
        GroupRewards.checkEpsilon(epsilon);
    }

    @Override
    public List<double[]> of(List<Group> groups) {
        return GroupRewards.compared(groups, rewards -> GroupRewards.standardised(rewards, epsilon));
    }
}
