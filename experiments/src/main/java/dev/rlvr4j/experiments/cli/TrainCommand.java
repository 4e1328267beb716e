package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.assembly.GrpoRun;
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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr train}: trains an adapter by a recipe, into a run folder. */
@Command(
        name = "train",
        description = "Train an adapter with GRPO. Without options: the tiny built-in model learns to add.",
        sortOptions = false)
final class TrainCommand implements Runnable {
    @Mixin
    private final RecipeOptions recipeOptions = new RecipeOptions();

    @Option(names = "--steps", paramLabel = "N", description = "Optimizer steps (training.steps).")
    private @Nullable Integer steps;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Run folder; without it a dated one under runs/ is made.")
    private @Nullable Path out;

    @Option(
            names = "--resume",
            description =
                    "Go on with the run in --out, or with the newest under runs/, by the recipe it was begun with.")
    private boolean resume;

    @Option(names = "--dry-run", description = "Print the resolved recipe and stop.")
    private boolean dryRun;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter stdout = spec.commandLine().getOut();
        Path folder = resume ? runToResume() : out;
        Recipe recipe = resume && folder != null ? resumed(folder) : resolve();
        if (dryRun) {
            stdout.print(recipe.toYaml());
            stdout.flush();
            return;
        }
        if (!resume && folder != null) {
            RunFolder.requireFree(folder);
        }
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (GrpoRun run = new GrpoRun(recipe);
                RunFolder opened = open(folder);
                ResumeHint hint = new ResumeHint("train", opened.path(), progress)) {
            run.description().forEach(progress::print);
            RunSummary summary = run.run(opened, resume, progress, Version.program());
            hint.done();
            Summary.table(opened, summary).forEach(stdout::println);
            stdout.flush();
        }
    }

    private Recipe resolve() {
        var reader = recipeOptions.reader(Recipe.BUILT_IN);
        if (steps != null) {
            reader.set("training.steps", steps);
        }
        return recipeOptions.read(reader);
    }

    private Path runToResume() {
        if (out != null) {
            return out;
        }
        return RunFolder.newest(RunFolder.RUNS)
                .orElseThrow(() -> new InputException("there is no run under " + RunFolder.RUNS.toAbsolutePath()
                        + " to resume; name its folder with --out"));
    }

    private Recipe resumed(Path folder) {
        if (recipeOptions.any() || steps != null) {
            throw new InputException("--resume goes on with the recipe in " + folder.resolve("config.yaml")
                    + ", so it takes no other settings; leave them out, or begin a new run");
        }
        if (!Files.exists(folder.resolve("config.yaml"))) {
            throw new InputException(
                    "there is no run to resume in " + folder + " (no config.yaml); leave --resume out to begin one");
        }
        return Recipe.reader().file(folder.resolve("config.yaml")).read();
    }

    private RunFolder open(@Nullable Path folder) {
        if (folder == null) {
            return RunFolder.createDated(RunFolder.RUNS, "train", LocalDateTime.now(ZoneId.systemDefault()));
        }
        return resume ? RunFolder.reopen(folder) : RunFolder.create(folder);
    }
}
