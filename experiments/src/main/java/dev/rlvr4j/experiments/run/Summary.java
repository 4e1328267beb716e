package dev.rlvr4j.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.rlvr4j.trainer.RunSummary;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run in a few figures: {@code summary.json}, and the table at its end. */
public final class Summary {
    private static final int LABEL = 12;

    /** Parts of the reward that say how each environment of a mixture fared, and how often a verifier failed. */
    private static final String ENVIRONMENT = "environment/";

    private static final String ACCURACY = "/accuracy";
    private static final String FAILED = "error/";

    private Summary() {}

    /** Writes {@code summary.json}; {@code further} entries follow the standard ones. */
    public static void write(RunFolder folder, RunSummary run, Map<String, ?> further) {
        Map<String, Object> entries = new LinkedHashMap<>();
        EvaluationReport before = run.baseline();
        EvaluationReport after = run.latest();
        if (before != null) {
            entries.put("base_accuracy", before.accuracy());
            entries.put("base_interval", interval(before));
        }
        if (after != null) {
            entries.put("final_accuracy", after.accuracy());
            entries.put("final_interval", interval(after));
            entries.put("final_pass_at", new TreeMap<>(after.passAt()));
            entries.put("eval_size", after.tasks());
            entries.put("eval_samples_per_task", after.samplesPerTask());
        }
        entries.put("steps", run.steps());
        entries.put("wall_seconds", run.wallSeconds());
        entries.put("rollout_tokens_per_second", run.rolloutTokensPerSecond());
        entries.put("train_tokens_per_second", run.trainTokensPerSecond());
        entries.put("trainable_parameters", run.trainableParameters());
        entries.put("sampler_trainer_kl", run.samplerTrainerKl());
        entries.put("seed", run.seed());
        entries.put("adapter_version", run.version().toString());
        entries.putAll(further);
        try {
            RunFolder.write(
                    folder.summary(),
                    JsonLines.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JsonLines.finite(entries))
                            + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a summary is plain JSON", e);
        }
    }

    /** The table at the end of a run. */
    public static List<String> table(RunFolder folder, RunSummary run) {
        List<String> lines = new ArrayList<>();
        EvaluationReport after = run.latest();
        if (after != null) {
            lines.add(row("held-out", after.tasks() + " tasks, " + samples(after.samplesPerTask()) + " each"));
            lines.add(row("  before", accuracy(run.baseline())));
            lines.add(row("  after", accuracy(after)));
        }
        lines.add(row("steps", run.steps() + " in " + Progress.duration(run.wallSeconds())));
        if (run.rolloutTokensPerSecond() > 0) {
            lines.add(row("rollout", Progress.rate(run.rolloutTokensPerSecond()) + " tokens/s"));
        }
        lines.add(row("training", Progress.rate(run.trainTokensPerSecond()) + " tokens/s"));
        lines.add(row("parameters", String.format(Locale.ROOT, "%,d trained", run.trainableParameters())));
        lines.add("");
        lines.add(row("run folder", folder.path().toString()));
        lines.add(row("adapter", folder.adapter().toString()));
        if (Files.exists(folder.curve())) {
            lines.add(row("curve", folder.curve().toString()));
        }
        return lines;
    }

    /** The figures of one evaluation. */
    public static List<String> accuracyTable(EvaluationReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(row("held-out", report.tasks() + " tasks, " + samples(report.samplesPerTask()) + " each"));
        lines.add(row("accuracy", accuracy(report)));
        new TreeMap<>(report.passAt())
                .forEach((k, value) -> lines.add(row("pass@" + k, String.format("%7s", ProgressLine.percent(value)))));
        lines.add(row("reward", String.format(Locale.ROOT, "%.4f on average", report.rewardMean())));
        lines.add(row(
                "length",
                String.format(
                        Locale.ROOT,
                        "%.1f tokens on average, %s cut at the limit",
                        report.meanLength(),
                        ProgressLine.percent(report.clippedRatio()))));
        report.episodes()
                .forEach((name, value) ->
                        lines.add(row(name.replace('_', ' '), String.format(Locale.ROOT, "%.2f an episode", value))));
        report.parts().forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT) && name.endsWith(ACCURACY)) {
                String environment = name.substring(ENVIRONMENT.length(), name.length() - ACCURACY.length());
                lines.add(row(environment, ProgressLine.percent(value) + " right"));
            } else if (name.startsWith(FAILED) && value > 0) {
                lines.add(
                        row("failed", ProgressLine.percent(value) + " of verifier " + name.substring(FAILED.length())));
            }
        });
        return lines;
    }

    /** The table at the end of pretraining. */
    public static List<String> pretrainTable(RunSummary run, Path model) {
        return List.of(
                row("steps", run.steps() + " in " + Progress.duration(run.wallSeconds())),
                row("training", Progress.rate(run.trainTokensPerSecond()) + " tokens/s"),
                row("parameters", String.format(Locale.ROOT, "%,d", run.trainableParameters())),
                row("model", model.toString()));
    }

    private static String accuracy(@Nullable EvaluationReport report) {
        return report == null
                ? "not measured"
                : String.format(
                        "%7s   95 %% interval %s to %s",
                        ProgressLine.percent(report.accuracy()),
                        ProgressLine.percent(report.interval().low()),
                        ProgressLine.percent(report.interval().high()));
    }

    private static String samples(int count) {
        return count == 1 ? "1 sample" : count + " samples";
    }

    private static List<Double> interval(EvaluationReport report) {
        return List.of(report.interval().low(), report.interval().high());
    }

    private static String row(String label, String value) {
        return String.format("%-" + (LABEL - 1) + "s %s", label, value);
    }
}
