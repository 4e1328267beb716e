package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Group;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.commons.math3.stat.StatUtils;

/** What the estimators share that compare a completion with its group. */
final class GroupRewards {
    private GroupRewards() {}

    /** Advantages group by group; exactly 0 for groups without spread, which are not asked about. */
    static List<double[]> compared(List<Group> groups, UnaryOperator<double[]> rewardsToAdvantages) {
        return groups.stream()
                .map(Group::rewards)
                .map(rewards -> Advantage.withoutSpread(rewards)
                        ? new double[rewards.length]
                        : rewardsToAdvantages.apply(rewards))
                .toList();
    }

    /** R - baseline, times a scale. */
    static double[] centred(double[] rewards, double baseline, double scale) {
        return Arrays.stream(rewards).map(r -> (r - baseline) * scale).toArray();
    }

    /** (R - mean) / (std + epsilon), with Bessel's correction. */
    static double[] standardised(double[] rewards, double epsilon) {
        double mean = StatUtils.mean(rewards);
        double scale = Math.sqrt(StatUtils.variance(rewards, mean)) + epsilon;
        return Arrays.stream(rewards).map(r -> (r - mean) / scale).toArray();
    }

    /** All rewards of a step. */
    static double[] all(List<Group> groups) {
        return groups.stream().flatMapToDouble(g -> Arrays.stream(g.rewards())).toArray();
    }

    static void checkEpsilon(double epsilon) {
        if (!(epsilon >= 0) || Double.isInfinite(epsilon)) {
            throw new InputException("epsilon must be 0 or positive, but is " + epsilon);
        }
    }
}
