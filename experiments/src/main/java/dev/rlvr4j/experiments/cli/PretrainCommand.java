package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.assembly.HeldOutAccuracy;
import dev.rlvr4j.experiments.assembly.PretrainRun;
import dev.rlvr4j.experiments.config.PretrainRecipe;
import dev.rlvr4j.experiments.config.RecipeReader;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr pretrain}: makes a tiny model, as the built-in one was made. */
@Command(
        name = "pretrain",
        description = "Make a tiny model from nothing. Without options: the recipe of the built-in one.",
        sortOptions = false)
final class PretrainCommand implements Runnable {
    @Option(names = "--recipe", paramLabel = "FILE", description = "Recipe in YAML, laid over the defaults.")
    private @Nullable Path recipe;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness (seed).")
    private @Nullable Long seed;

    @Option(names = "--steps", paramLabel = "N", description = "Optimizer steps (training.steps).")
    private @Nullable Integer steps;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any setting. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Run folder; without it a dated one under runs/ is made. The model is in DIR/model.")
    private @Nullable Path out;

    @Option(names = "--resume", description = "Go on with the run in --out, by the recipe it was begun with.")
    private boolean resume;

    @Option(names = "--dry-run", description = "Print the resolved recipe and stop.")
    private boolean dryRun;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        PretrainRecipe resolved = resolve();
        PrintWriter stdout = spec.commandLine().getOut();
        if (dryRun) {
            stdout.print(resolved.toYaml());
            stdout.flush();
            return;
        }
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (RunFolder folder = folder();
                ResumeHint hint = new ResumeHint("pretrain", folder.path(), progress)) {
            Path model = folder.path().resolve("model");
            RunSummary summary = PretrainRun.run(resolved, folder, model, resume, progress);
            hint.done();
            Summary.pretrainTable(summary, model).forEach(stdout::println);
            if (resolved.evaluation().tasks() > 0) {
                var result = HeldOutAccuracy.measure(resolved.evaluationOf(model.toString()), null);
                Summary.accuracyTable(result.report()).forEach(stdout::println);
            }
            stdout.flush();
        }
    }

    private RunFolder folder() {
        if (out == null) {
            return RunFolder.createDated(RunFolder.RUNS, "pretrain", LocalDateTime.now(ZoneId.systemDefault()));
        }
        return resume ? RunFolder.reopen(out) : RunFolder.create(out);
    }

    private PretrainRecipe resolve() {
        if (resume) {
            if (out == null || !Files.exists(out.resolve("config.yaml"))) {
                throw new InputException("--resume needs the folder of a run that was begun; name it with --out");
            }
            if (recipe != null || seed != null || steps != null || !settings.isEmpty()) {
                throw new InputException("--resume goes on with the recipe in " + out.resolve("config.yaml")
                        + ", so it takes no other settings; leave them out, or begin a new run");
            }
            return PretrainRecipe.reader().file(out.resolve("config.yaml")).read();
        }
        RecipeReader<PretrainRecipe> reader = PretrainRecipe.reader();
        if (recipe == null) {
            reader.builtIn(PretrainRecipe.BUILT_IN);
        } else {
            reader.file(recipe);
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
