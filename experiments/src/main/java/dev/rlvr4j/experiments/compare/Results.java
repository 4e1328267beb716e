package dev.rlvr4j.experiments.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.experiments.analysis.Analysis;
import dev.rlvr4j.experiments.analysis.ArmPlan;
import dev.rlvr4j.experiments.analysis.ArmResult.Setting;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.analysis.RunOutcome;
import dev.rlvr4j.experiments.config.ComparisonArms;
import dev.rlvr4j.experiments.config.ComparisonRecipe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads what a comparison's folder holds into what is made of it. */
public final class Results {
    private Results() {}

    /** Analyses the runs that have been done. */
    public static Comparison of(ComparisonArms arms, ComparisonFolder folder) {
        List<PlannedRun> plan = PlannedRun.all(arms);
        List<RunOutcome> outcomes = ComparisonRun.outcomes(plan, folder);
        return Analysis.of(
                design(arms),
                arms.arms().stream().map(arm -> plan(arms.comparison(), arm)).toList(),
                arms.comparison().against(),
                outcomes,
                provenance(folder, plan, outcomes));
    }

    private static Comparison.Design design(ComparisonArms arms) {
        ComparisonRecipe comparison = arms.comparison();
        return new Comparison.Design(
                comparison.title(),
                comparison.question(),
                comparison.completions(),
                comparison.validationTasks(),
                comparison.testTasks(),
                arms.arms().get(0).recipe().evaluation().samplesPerTask(),
                comparison.level(),
                comparison.margin(),
                comparison.target(),
                arms.shared());
    }

    private static ArmPlan plan(ComparisonRecipe comparison, ComparisonArms.Arm arm) {
        List<List<String>> folders = comparison.rates(arm.arm()).stream()
                .map(rate -> comparison.seeds(arm.arm()).stream()
                        .map(seed -> new PlannedRun(arm, rate, seed).folder())
                        .toList())
                .toList();
        List<Setting> settings = new ArrayList<>();
        if (arm.arm().run() != null) {
            flatten("", arm.arm().run(), settings);
        }
        settings.add(new Setting(
                "training.steps", String.valueOf(arm.recipe().training().steps())));
        Integer rank = arm.recipe().method() instanceof Lora lora ? (Integer) lora.r() : null;
        return new ArmPlan(
                arm.arm().name(),
                arm.recipe().method().name(),
                rank,
                settings,
                comparison.rates(arm.arm()),
                comparison.seeds(arm.arm()),
                folders);
    }

    private static void flatten(String path, JsonNode node, List<Setting> settings) {
        if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), settings));
        } else if (!node.isNull()) {
            settings.add(new Setting(path, node.isTextual() ? node.textValue() : node.toString()));
        }
    }

    private static Comparison.Provenance provenance(
            ComparisonFolder folder, List<PlannedRun> plan, List<RunOutcome> outcomes) {
        ProvenanceFile begun = ProvenanceFile.read(folder);
        String last = plan.stream()
                .map(run -> folder.run(run).resolve(ComparisonFolder.OUTCOME))
                .filter(Files::exists)
                .map(Results::written)
                .max(FileTime::compareTo)
                .map(time -> time.toInstant().truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("");
        double seconds = outcomes.stream()
                .map(RunOutcome::cost)
                .filter(Objects::nonNull)
                .mapToDouble(RunOutcome.Cost::wallSeconds)
                .sum();
        return new Comparison.Provenance(begun.command(), last, begun.versions(), begun.machine(), seconds);
    }

    private static FileTime written(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
