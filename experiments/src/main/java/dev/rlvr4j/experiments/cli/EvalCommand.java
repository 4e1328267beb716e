package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.experiments.assembly.HeldOutAccuracy;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.config.RecipeReader;
import dev.rlvr4j.experiments.run.Summary;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr eval}: held-out accuracy of a base model, alone or with an adapter. */
@Command(
        name = "eval",
        description = "Measure held-out accuracy of a model, with or without an adapter.",
        sortOptions = false)
final class EvalCommand implements Runnable {
    @Mixin
    private final TrainedOptions trained = new TrainedOptions();

    @Option(names = "--tasks", paramLabel = "N", description = "Held-out tasks (evaluation.tasks).")
    private @Nullable Integer tasks;

    @Option(names = "--samples", paramLabel = "N", description = "Samples of each (evaluation.samples_per_task).")
    private @Nullable Integer samples;

    @Option(
            names = "--pass-at",
            paramLabel = "K",
            split = ",",
            description = "The k of pass@k, e.g. 1,4,8 (evaluation.pass_at).")
    private @Nullable List<Integer> passAt;

    @Option(names = "--temperature", paramLabel = "X", description = "0 is greedy (evaluation.temperature).")
    private @Nullable Double temperature;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        Recipe recipe = recipe();
        HeldOutAccuracy.Result result = HeldOutAccuracy.measure(recipe, trained.adapter());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(answer(result.report())));
        } else {
            result.notes().forEach(out::println);
            Summary.accuracyTable(result.report()).forEach(out::println);
        }
        out.flush();
    }

    private Recipe recipe() {
        RecipeReader<Recipe> reader = trained.reader();
        if (tasks != null) {
            reader.set("evaluation.tasks", tasks);
        }
        if (samples != null) {
            reader.set("evaluation.samples_per_task", samples);
        }
        if (passAt != null) {
            reader.set("evaluation.pass_at", passAt);
        }
        if (temperature != null) {
            reader.set("evaluation.temperature", temperature);
        }
        return trained.read(reader);
    }

    private static Map<String, Object> answer(EvaluationReport report) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("accuracy", report.accuracy());
        answer.put(
                "interval", List.of(report.interval().low(), report.interval().high()));
        Map<String, Double> passAt = new LinkedHashMap<>();
        new TreeMap<>(report.passAt()).forEach((k, value) -> passAt.put("pass@" + k, value));
        answer.put("pass_at", passAt);
        answer.put("tasks", report.tasks());
        answer.put("samples_per_task", report.samplesPerTask());
        answer.put("mean_reward", report.rewardMean());
        answer.put("mean_length", report.meanLength());
        answer.put("clipped_ratio", report.clippedRatio());
        answer.put("reward_parts", report.parts());
        answer.put("episodes", report.episodes());
        answer.put("version", report.version().toString());
        answer.put("seconds", report.seconds());
        return answer;
    }
}
