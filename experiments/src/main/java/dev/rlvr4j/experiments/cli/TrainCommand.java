package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.config.RecipeReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr train}: trains an adapter by a recipe, into a run folder. */
@Command(
        name = "train",
        description = "Train an adapter with GRPO. Without options: the tiny built-in model learns to add.",
        sortOptions = false)
final class TrainCommand implements Runnable {
    @Option(names = "--recipe", paramLabel = "FILE", description = "Recipe in YAML, laid over the defaults.")
    private @Nullable Path recipe;

    @Option(names = "--model", paramLabel = "DIR", description = "Base model in Hugging Face layout (model.path).")
    private @Nullable String model;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "JSONL data set with question and answer (environment.path, type jsonl).")
    private @Nullable String data;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness (seed).")
    private @Nullable Long seed;

    @Option(names = "--steps", paramLabel = "N", description = "Optimizer steps (training.steps).")
    private @Nullable Integer steps;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting, e.g. --set optimizer.learning_rate=3e-4. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(names = "--dry-run", description = "Print the resolved recipe and stop.")
    private boolean dryRun;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        Recipe resolved = resolve();
        PrintWriter out = spec.commandLine().getOut();
        if (dryRun) {
            out.print(resolved.toYaml());
            out.flush();
            return;
        }
    }

    private Recipe resolve() {
        RecipeReader<Recipe> reader = Recipe.reader();
        if (recipe == null) {
            reader.builtIn(Recipe.BUILT_IN);
        } else {
            reader.file(recipe);
        }
        if (model != null) {
            reader.set("model.path", model);
        }
        if (data != null) {
            reader.set("environment.type", "jsonl").set("environment.path", data);
        }
        if (seed != null) {
            reader.set("seed", seed);
        }
        if (steps != null) {
            reader.set("training.steps", steps);
        }
        settings.forEach(reader::set);
        return reader.read();
    }
}
