package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.CLIPPED_RATIO;
import static dev.rlvr4j.trainer.metrics.MetricNames.FRAC_REWARD_ZERO_STD;
import static dev.rlvr4j.trainer.metrics.MetricNames.LENGTH_MAX;
import static dev.rlvr4j.trainer.metrics.MetricNames.LENGTH_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.LENGTH_MIN;
import static dev.rlvr4j.trainer.metrics.MetricNames.REWARD_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.REWARD_PART;
import static dev.rlvr4j.trainer.metrics.MetricNames.REWARD_STD;
import static dev.rlvr4j.trainer.metrics.MetricNames.ROLLOUT_TOKENS;

import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/** The figures that scored groups give by themselves: rewards, lengths, truncation. */
final class GroupFigures {
    private GroupFigures() {}

    static void add(Metrics metrics, List<Group> groups) {
        double[] rewards =
                groups.stream().flatMapToDouble(g -> Arrays.stream(g.rewards())).toArray();
        metrics.mean(REWARD_MEAN, StatUtils.mean(rewards));
        metrics.mean(REWARD_STD, Math.sqrt(StatUtils.variance(rewards)));
        for (Group group : groups) {
            metrics.mean(FRAC_REWARD_ZERO_STD, Advantage.withoutSpread(group.rewards()) ? 1 : 0);
            group.scores().forEach(s -> s.parts().forEach((name, value) -> metrics.mean(REWARD_PART + name, value)));
            group.completions().forEach(c -> add(metrics, c));
        }
    }

    private static void add(Metrics metrics, Completion completion) {
        int length = completion.sampledTokens();
        metrics.mean(LENGTH_MEAN, length)
                .min(LENGTH_MIN, length)
                .max(LENGTH_MAX, length)
                .mean(CLIPPED_RATIO, completion.truncated() ? 1 : 0)
                .sum(ROLLOUT_TOKENS, length);
    }
}
