package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.datasets.DataFiles;
import dev.rlvr4j.experiments.collect.SftRun;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.run.Progress;
import dev.rlvr4j.experiments.run.RunFolder;
import dev.rlvr4j.experiments.run.Summary;
import dev.rlvr4j.trainer.RunSummary;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr sft}: trains an adapter on given responses, such as those {@code rlvr collect} kept. */
@Command(
        name = "sft",
        description = "Train an adapter to imitate responses, such as those of rlvr collect.",
        sortOptions = false)
final class SftCommand implements Runnable {
    @Mixin
    private final RecipeOptions recipeOptions = new RecipeOptions();

    @Option(
            names = "--examples",
            paramLabel = "PATH",
            required = true,
            description = "JSONL or Parquet with prompts and responses; a file, folder or pattern. May be repeated.")
    private List<String> examples = new ArrayList<>();

    @Option(names = "--examples-per-step", paramLabel = "N", description = "Examples of a step (${DEFAULT-VALUE}).")
    private int examplesPerStep = 32;

    @Option(names = "--steps", paramLabel = "N", description = "Optimizer steps (training.steps).")
    private @Nullable Integer steps;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the examples, in place of --steps.")
    private int epochs;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Run folder; without it a dated one under runs/ is made.")
    private @Nullable Path out;

    @Option(
            names = "--resume",
            description = "Go on with the run in --out, by the recipe it was begun with and the same --examples.")
    private boolean resume;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        if (epochs < 0 || (epochs > 0 && steps != null)) {
            throw new InputException("--epochs must be positive, and takes the place of --steps; give one of them");
        }
        Recipe recipe = recipe();
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (SftRun run = new SftRun(recipe, DataFiles.of(examples), examplesPerStep, epochs);
                RunFolder folder = folder()) {
            RunSummary summary = run.run(folder, resume, progress, Version.program());
            PrintWriter stdout = spec.commandLine().getOut();
            Summary.table(folder, summary).forEach(stdout::println);
            stdout.flush();
        }
    }

    private Recipe recipe() {
        if (resume) {
            if (out == null || !Files.exists(out.resolve("config.yaml"))) {
                throw new InputException("--resume needs the folder of a run that was begun; name it with --out");
            }
            if (recipeOptions.any() || steps != null) {
                throw new InputException("--resume goes on with the recipe in " + out.resolve("config.yaml")
                        + ", so it takes no other settings; leave them out, or begin a new run");
            }
            return Recipe.reader().file(out.resolve("config.yaml")).read();
        }
        var reader = recipeOptions.reader(Recipe.BUILT_IN);
        if (steps != null) {
            reader.set("training.steps", steps);
        }
        return recipeOptions.read(reader);
    }

    private RunFolder folder() {
        if (out == null) {
            return RunFolder.createDated(RunFolder.RUNS, "sft", LocalDateTime.now(ZoneId.systemDefault()));
        }
        return resume ? RunFolder.reopen(out) : RunFolder.create(out);
    }
}
