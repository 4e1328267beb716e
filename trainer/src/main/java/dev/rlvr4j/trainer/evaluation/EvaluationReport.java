package dev.rlvr4j.trainer.evaluation;

import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a held-out evaluation.
 *
 * @param step optimizer steps of the loop before it; 0 is the baseline
 * @param version the adapter version evaluated
 * @param tasks number of held-out tasks
 * @param samplesPerTask completions per task
 * @param accuracy avg@k: the share of correct completions
 * @param interval 95 % confidence interval of the accuracy
 * @param passAt pass@k for each k asked for
 * @param rewardMean mean reward
 * @param meanLength mean sampled tokens of a completion
 * @param clippedRatio share of completions cut by the token limit
 * @param parts mean of each named part of the reward, over the completions that have it
 * @param episodes mean of what episodes counted (turns, tool calls), over those that have it; empty where there were none
 * @param seconds how long it took; the only figure that differs when repeated
 */
public record EvaluationReport(
        int step,
        AdapterVersion version,
        int tasks,
        int samplesPerTask,
        double accuracy,
        Interval interval,
        Map<Integer, Double> passAt,
        double rewardMean,
        double meanLength,
        double clippedRatio,
        Map<String, Double> parts,
        Map<String, Double> episodes,
        double seconds) {
    public EvaluationReport {
        passAt = Map.copyOf(passAt);
        parts = sorted(parts);
        episodes = sorted(episodes);
    }

    private static Map<String, Double> sorted(@Nullable Map<String, Double> figures) {
        // Checkpoints of before there were such figures have none.
        return figures == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(figures));
    }

    /** The figures that are equal when the evaluation is repeated, by metric name. */
    public Map<String, Double> metrics() {
        Map<String, Double> map = new LinkedHashMap<>();
        map.put("eval/avg@" + samplesPerTask, accuracy);
        map.put("eval/low", interval.low());
        map.put("eval/high", interval.high());
        new TreeMap<>(passAt).forEach((k, value) -> map.put("eval/pass@" + k, value));
        map.put("eval/reward/mean", rewardMean);
        map.put("eval/completions/mean_length", meanLength);
        map.put("eval/completions/clipped_ratio", clippedRatio);
        parts.forEach((name, value) -> map.put("eval/" + MetricNames.REWARD_PART + name, value));
        episodes.forEach((name, value) -> map.put("eval/" + MetricNames.EPISODES + name, value));
        return map;
    }
}
