package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.compare.ComparisonFolder;
import dev.rlvr4j.experiments.compare.ComparisonRun;
import dev.rlvr4j.experiments.compare.Results;
import dev.rlvr4j.experiments.config.ComparisonArms;
import dev.rlvr4j.experiments.config.ComparisonRecipe;
import dev.rlvr4j.experiments.config.RecipeReader;
import dev.rlvr4j.experiments.report.Report;
import dev.rlvr4j.experiments.run.Progress;
import dev.rlvr4j.experiments.run.RunFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rlvr compare}: runs the arms of a comparison and reports what may be said of them. */
@Command(
        name = "compare",
        description =
                "Compare arms (adapters, ranks, batch sizes ...) at several learning rates and seeds, with statistics.",
        sortOptions = false)
final class CompareCommand implements Runnable {
    @Parameters(index = "0", arity = "0..1", paramLabel = "RECIPE", description = "Comparison recipe in YAML.")
    private @Nullable Path recipe;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting, e.g. --set seeds=[1,2,3] or --set run.model.path=DIR. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the comparison; without it a dated one under runs/ is made.")
    private @Nullable Path out;

    @Option(
            names = "--resume",
            description = "Go on with the comparison in --out, or with the newest under runs/: finished runs are kept."
                    + " With --set seeds=[...] it gets more of them.")
    private boolean resume;

    @Option(
            names = "--report",
            description = "Write the report of the comparison in --out, or the newest, again; run nothing.")
    private boolean report;

    @Option(names = "--dry-run", description = "Check every arm, show the plan and about how long it takes, and stop.")
    private boolean dryRun;

    @Option(
            names = "--together",
            paramLabel = "N",
            arity = "0..1",
            defaultValue = "1",
            fallbackValue = "8",
            description =
                    "Train up to N runs at a time (without a number: 8) on one base in this process, their rollouts"
                            + " in shared batches.")
    private int together = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        if (together < 1) {
            throw new InputException("--together must be at least 1, but is " + together);
        }
        boolean existing = resume || report;
        Path folder = existing ? folderToReopen() : out;
        ComparisonArms arms = existing && folder != null ? reopened(folder) : given();
        if (!existing && folder != null) {
            ComparisonFolder.requireFree(folder);
        }
        Progress progress = Progress.on(spec.commandLine().getErr());
        if (report && folder != null) {
            try (ComparisonFolder opened = ComparisonFolder.reopen(folder)) {
                write(arms, opened);
            }
            return;
        }
        try (ComparisonRun run = new ComparisonRun(arms)) {
            run.description().forEach(progress::print);
            if (!resume) {
                double seconds = run.estimate(progress, Version.program());
                progress.print("time        about " + Progress.duration(seconds));
            }
            if (dryRun) {
                return;
            }
            try (ComparisonFolder opened = open(folder, arms.comparison());
                    ResumeHint hint = new ResumeHint("compare", opened.path(), progress)) {
                progress.print("folder      " + opened.path());
                run.run(opened, together, progress, command(), Version.program());
                hint.done();
                write(arms, opened);
            }
        }
    }

    /** What was typed, as a shell takes it. */
    private String command() {
        return spec.root().commandLine().getParseResult().originalArgs().stream()
                .map(arg -> arg.matches("[\\w./:=,@%+-]+") ? arg : "'" + arg.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ", "./rlvr ", ""));
    }

    private ComparisonArms given() {
        if (recipe == null) {
            throw new InputException(
                    "which comparison? Give a recipe, e.g. ./rlvr compare experiments/recipes/compare/quick.yaml;"
                            + " --resume goes on with one that was begun");
        }
        return read(ComparisonRecipe.reader().file(recipe));
    }

    private Path folderToReopen() {
        if (out != null) {
            return out;
        }
        return ComparisonFolder.newest(RunFolder.RUNS)
                .orElseThrow(() -> new InputException("there is no comparison under " + RunFolder.RUNS.toAbsolutePath()
                        + "; name its folder with --out"));
    }

    private ComparisonArms reopened(Path folder) {
        if (recipe != null) {
            throw new InputException("--resume and --report take the recipe in " + folder
                    + ", so leave the other one out, or begin a new comparison without them");
        }
        return read(ComparisonRecipe.reader().file(ComparisonFolder.recipe(folder)));
    }

    private ComparisonArms read(RecipeReader<ComparisonRecipe> reader) {
        settings.forEach(reader::set);
        return ComparisonArms.read(reader);
    }

    private ComparisonFolder open(@Nullable Path folder, ComparisonRecipe comparison) {
        if (folder == null) {
            return ComparisonFolder.createDated(RunFolder.RUNS, LocalDateTime.now(ZoneId.systemDefault()), comparison);
        }
        return resume ? ComparisonFolder.reopen(folder) : ComparisonFolder.create(folder, comparison);
    }

    private void write(ComparisonArms arms, ComparisonFolder folder) {
        Comparison comparison = Results.of(arms, folder);
        Report.write(comparison, folder.report());
        PrintWriter stdout = spec.commandLine().getOut();
        Findings.lines(comparison).forEach(stdout::println);
        stdout.println();
        stdout.println("report      " + folder.report().resolve("report.html"));
        stdout.flush();
    }
}
