package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.config.RewardPart;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.Verifiers;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr grade}: what a verifier says of given responses. */
@Command(
        name = "grade",
        description = "Judge the responses in a file with a verifier. Exit code 1 if the verifier failed on any.",
        sortOptions = false)
final class GradeCommand implements Callable<Integer> {
    @Option(names = "--verifier", paramLabel = "NAME", required = true, description = "A verifier as recipes name it.")
    private String verifier = "";

    @Option(
            names = "--file",
            paramLabel = "CASES.jsonl",
            required = true,
            description = {
                "A JSON object per line: gold and response (or pred), and where needed",
                "policy, precision, question, metadata (an object of texts)."
            })
    private Path file = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "OPTION=VALUE",
            description = "An option of the verifier, as under 'options:' in a recipe; may be repeated.")
    private List<String> options = List.of();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "Most time per response (default: ${DEFAULT-VALUE}).")
    private double timeout;

    @Option(
            names = "--json",
            description = "Print a JSON object per response, in the file's order, then one with the summary.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!(timeout > 0 && timeout <= 86_400)) {
            throw new InputException("--timeout must be above 0 and at most a day, but is " + timeout);
        }
        Verifier judge = Verifiers.standard().get(verifier, RewardPart.options(options));
        List<GradeCase> cases = GradeCase.read(file);
        PrintWriter out = spec.commandLine().getOut();
        GradeSummary summary = new GradeSummary(verifier, judge);
        Grader.grade(judge, cases, Duration.ofNanos(Math.round(1e9 * timeout)), graded -> {
            summary.add(graded);
            out.println(json ? Json.line(object(graded, summary.version())) : line(graded));
        });
        if (json) {
            out.println(Json.line(Map.of("summary", summary.object())));
        } else {
            out.println(summary.text());
        }
        out.flush();
        return summary.errors() == 0 ? CommandLineTool.DONE : CommandLineTool.FAILED;
    }

    private static Map<String, Object> object(Grader.Graded graded, @Nullable String version) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("verdict", graded.verdict());
        object.put("score", graded.score());
        object.put("extracted", graded.extracted());
        object.put("detail", graded.detail());
        object.put("micros", graded.micros());
        object.put("version", version);
        return object;
    }

    private static String line(Grader.Graded graded) {
        String extracted = graded.extracted();
        return String.format(
                Locale.ROOT,
                "%5d  %-13s %6s  %8d us  %s  %s",
                graded.line(),
                graded.verdict(),
                graded.score() == null ? "-" : String.format(Locale.ROOT, "%.3f", graded.score()),
                graded.micros(),
                extracted == null ? "-" : Verdict.quote(extracted),
                graded.detail());
    }
}
