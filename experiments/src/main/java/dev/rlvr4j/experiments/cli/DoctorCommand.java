package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.config.RecipeReader;
import dev.rlvr4j.experiments.doctor.Doctor;
import dev.rlvr4j.experiments.doctor.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rlvr doctor}: proves a set-up before a run depends on it. */
@Command(
        name = "doctor",
        description = {
            "Prove that a recipe's model, adapter, prompts, device and precision train as they should on this machine.",
            "Exit code 0: all checks are green; 1: one is red; 2: the recipe cannot be used."
        },
        sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "The same as --recipe RECIPE. Without one: the built-in recipe and model.")
    private @Nullable Path given;

    @Mixin
    private final RecipeOptions recipeOptions = new RecipeOptions();

    @Option(names = "--json", description = "Print one JSON object: healthy, setup, checks, seconds.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        long start = System.nanoTime();
        try (Doctor doctor = new Doctor(recipe())) {
            if (!json) {
                out.println(doctor.description());
                out.flush();
            }
            List<Finding> findings = doctor.examine(finding -> {
                if (!json) {
                    print(finding, out);
                }
            });
            double seconds = (System.nanoTime() - start) / 1e9;
            boolean healthy = findings.stream().noneMatch(f -> f.verdict() == Finding.Verdict.RED);
            if (json) {
                out.println(Json.line(object(doctor, findings, healthy, seconds)));
            } else {
                out.println(summary(findings, seconds));
            }
            out.flush();
            return healthy ? CommandLineTool.DONE : CommandLineTool.FAILED;
        }
    }

    private Recipe recipe() {
        if (given != null && recipeOptions.hasRecipe()) {
            throw new InputException("the recipe is given twice, as " + given + " and with --recipe; give it once");
        }
        RecipeReader<Recipe> reader = given == null ? recipeOptions.reader(Recipe.BUILT_IN) : recipeOptions.over(given);
        return recipeOptions.read(reader);
    }

    private static void print(Finding finding, PrintWriter out) {
        out.println(String.format("%-8s%-36s%s", finding.verdict().word(), finding.check(), finding.message()));
        if (finding.advice() != null) {
            out.println(" ".repeat(8) + "-> " + finding.advice());
        }
        out.flush();
    }

    private static String summary(List<Finding> findings, double seconds) {
        long red = findings.stream()
                .filter(f -> f.verdict() == Finding.Verdict.RED)
                .count();
        long skipped = findings.stream()
                .filter(f -> f.verdict() == Finding.Verdict.SKIPPED)
                .count();
        return String.format(
                Locale.ROOT,
                "%s%s, in %.1f s",
                red == 0 ? "all checks are green" : red + " of " + findings.size() + " checks are red",
                skipped == 0 ? "" : " (" + skipped + " skipped)",
                seconds);
    }

    private static Map<String, Object> object(Doctor doctor, List<Finding> findings, boolean healthy, double seconds) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("healthy", healthy);
        object.put("setup", doctor.description());
        object.put("checks", findings.stream().map(DoctorCommand::object).toList());
        object.put("seconds", seconds);
        return object;
    }

    private static Map<String, @Nullable Object> object(Finding finding) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("check", finding.check());
        object.put("verdict", finding.verdict().word());
        object.put("message", finding.message());
        object.put("figures", finding.figures());
        object.put("advice", finding.advice());
        return object;
    }
}
