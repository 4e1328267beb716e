package dev.rlvr4j.experiments.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The points of a run's curves, read from its metrics.
 *
 * @param accuracy of the evaluations
 * @param reward of the steps
 */
public record CurveData(List<Curve.Accuracy> accuracy, List<Curve.Reward> reward) {
    static CurveData read(Path metrics) {
        List<Curve.Accuracy> accuracy = new ArrayList<>();
        List<Curve.Reward> reward = new ArrayList<>();
        for (JsonNode entry : JsonLines.read(metrics)) {
            long step = entry.path("step").asLong();
            if (entry.hasNonNull("eval/accuracy")) {
                double value = entry.get("eval/accuracy").doubleValue();
                accuracy.add(new Curve.Accuracy(
                        step,
                        value,
                        entry.path("eval/low").asDouble(value),
                        entry.path("eval/high").asDouble(value)));
            }
            if (entry.hasNonNull(MetricNames.REWARD_MEAN)) {
                reward.add(new Curve.Reward(
                        step, entry.get(MetricNames.REWARD_MEAN).doubleValue()));
            }
        }
        return new CurveData(accuracy, reward);
    }

    /**
     * The accuracy of each evaluation of a run so far, by step.
     *
     * @param metrics the run's metrics.jsonl
     */
    public static Map<Integer, Double> evaluations(Path metrics) {
        Map<Integer, Double> evaluations = new LinkedHashMap<>();
        read(metrics).accuracy().forEach(point -> evaluations.put((int) point.step(), point.value()));
        return evaluations;
    }

    /** Seconds of the last step in a run's metrics, without evaluation; 0 where there is none. */
    public static double lastStepSeconds(Path metrics) {
        double seconds = 0;
        for (JsonNode entry : JsonLines.read(metrics)) {
            seconds = entry.path("timing").path(MetricNames.TIME_STEP).asDouble(seconds);
        }
        return seconds;
    }

    /** Draws the picture, where there is anything to draw. */
    void draw(Path png, String title) {
        if (!accuracy.isEmpty() || !reward.isEmpty()) {
            Curve.write(png, title, accuracy, reward);
        }
    }
}
