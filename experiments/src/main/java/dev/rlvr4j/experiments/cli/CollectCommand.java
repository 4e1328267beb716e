package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.collect.CollectRun;
import dev.rlvr4j.experiments.collect.CollectSettings;
import dev.rlvr4j.experiments.collect.CollectTotals;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.run.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr collect}: samples completions, grades them and keeps the good ones as JSONL. */
@Command(
        name = "collect",
        description = "Sample completions of a recipe's tasks, grade them, and write those worth learning as JSONL.",
        sortOptions = false)
final class CollectCommand implements Runnable {
    @Mixin
    private final TrainedOptions trained = new TrainedOptions();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The JSONL file to write.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path out;

    @Option(names = "--resume", description = "Go on with the file, which was begun with the same settings.")
    private boolean resume;

    @Option(names = "--part", paramLabel = "PART", description = "train or held_out (${DEFAULT-VALUE}).")
    private CollectSettings.Part part = CollectSettings.Part.TRAIN;

    @Option(names = "--tasks", paramLabel = "N", description = "Most tasks (${DEFAULT-VALUE}).")
    private int tasks = 256;

    @Option(names = "--samples", paramLabel = "K", description = "Completions of each (${DEFAULT-VALUE}).")
    private int samples = 8;

    @Option(
            names = "--keep",
            paramLabel = "WHICH",
            description = "right: each that reaches --min-score; best: the best of those; all (${DEFAULT-VALUE}).")
    private CollectSettings.Keep keep = CollectSettings.Keep.RIGHT;

    @Option(names = "--min-score", paramLabel = "X", description = "Lowest score to keep (${DEFAULT-VALUE}).")
    private double minScore = 1;

    @Option(
            names = "--most",
            paramLabel = "N",
            description = "Most to keep of a task; 0 is no limit (${DEFAULT-VALUE}).")
    private int most;

    @Option(
            names = "--prefix-tokens",
            paramLabel = "N",
            description = "Mark the first N tokens of a completion as what is to be learnt (UPFT).")
    private int prefixTokens;

    @Option(
            names = "--prefix-ratio",
            paramLabel = "R",
            description = "The same by a share of its tokens (${DEFAULT-VALUE}: all).")
    private double prefixRatio = 1;

    @Option(
            names = "--whole-share",
            paramLabel = "S",
            description = "Share of the completions that is to be learnt whole all the same (${DEFAULT-VALUE}).")
    private double wholeShare;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        if (prefixTokens > 0 && prefixRatio < 1) {
            throw new InputException("--prefix-tokens and --prefix-ratio both say how long a prefix is; give one");
        }
        CollectSettings settings = new CollectSettings(
                part,
                tasks,
                samples,
                keep,
                minScore,
                most,
                new CollectSettings.Span(prefixTokens, prefixRatio, wholeShare));
        Recipe recipe = trained.read(trained.reader());
        Progress progress = Progress.on(spec.commandLine().getErr());
        CollectTotals totals = new CollectRun(recipe, settings, progress).run(trained.adapter(), out, resume);
        PrintWriter stdout = spec.commandLine().getOut();
        stdout.println(totals.note());
        stdout.println("written to " + out);
        stdout.flush();
    }
}
