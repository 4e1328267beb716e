package dev.rlvr4j.experiments.run;

import dev.rlvr4j.trainer.RunStart;
import dev.rlvr4j.trainer.StepReport;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/** Words the progress of a run: {@code step 12/40  reward 0.63  held-out 55.1 %  9.1k tokens/s  left 0:36}. */
final class ProgressLine {
    private final LongSupplier nanoTime;
    private long began;
    private int first;
    private int step;
    private int total = 1;
    private String figures = "";
    private String accuracy = "";
    private String left = "";

    ProgressLine(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    String begin(RunStart start) {
        began = nanoTime.getAsLong();
        first = start.step();
        step = start.step();
        total = start.totalSteps();
        return line();
    }

    String step(StepReport report) {
        step = report.step();
        total = report.totalSteps();
        Map<String, Double> metrics = report.metrics();
        StringBuilder text = new StringBuilder();
        Double reward = metrics.get(MetricNames.REWARD_MEAN);
        Double loss = metrics.get(MetricNames.LOSS);
        if (reward != null) {
            text.append(String.format(Locale.ROOT, "  reward %.3f", reward));
        } else if (loss != null) {
            text.append(String.format(Locale.ROOT, "  loss %.4f", loss));
        }
        double tokens =
                metrics.getOrDefault(MetricNames.ROLLOUT_TOKENS, metrics.getOrDefault(MetricNames.TRAIN_TOKENS, 0.0));
        double seconds = metrics.getOrDefault(MetricNames.TIME_STEP, 0.0);
        if (seconds > 0) {
            text.append("  ").append(Progress.rate(tokens / seconds)).append(" tokens/s");
        }
        figures = text.toString();
        double perStep = (nanoTime.getAsLong() - began) / 1e9 / Math.max(1, step - first);
        left = step < total ? "  left " + Progress.duration(perStep * (total - step)) : "";
        return line();
    }

    String evaluation(EvaluationReport report) {
        accuracy = "  held-out " + percent(report.accuracy());
        return line();
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private String line() {
        return "step " + step + "/" + total + figures + accuracy + left;
    }
}
