package dev.rlvr4j.trainer.evaluation;

import dev.rlvr4j.core.loop.AdapterVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

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
        double seconds) {
    public EvaluationReport {
        passAt = Map.copyOf(passAt);
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
        return map;
    }
}
