package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.experiments.config.FlatAlgorithm;
import dev.rlvr4j.experiments.losscheck.LossCase;
import dev.rlvr4j.experiments.losscheck.LossCheck;
import dev.rlvr4j.trainer.advantage.Advantages;
import dev.rlvr4j.trainer.aggregation.Aggregations;
import dev.rlvr4j.trainer.loss.Losses;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr loss}: a named loss on given numbers. */
@Command(
        name = "loss",
        description = {
            "Compute a loss, its gradient for each token's log-prob and its metrics for given log-probs, masks and rewards or",
            "advantages, as training would: inputs and gradients are float32, sums run in double."
        },
        sortOptions = false)
final class LossCommand implements Callable<Integer> {
    @Option(
            names = "--file",
            paramLabel = "CASE.json",
            required = true,
            description = {
                "A JSON object with loss, new (log-probs, a row per completion) and rewards or advantages; where needed mask,",
                "old (default: new), sampler (default: old), reference, entropy, group_size or groups (default: one group),",
                "advantage, aggregation, corrections, kl, and any setting of these by its name."
            })
    private Path file = Path.of("");

    @Option(names = "--json", description = "Print one JSON object: loss, gradient, advantages, metrics.")
    private boolean json;

    private CommandSpec spec = CommandSpec.create();

    @Spec
    void spec(CommandSpec command) {
        spec = command;
        String aliases = Losses.ALIASES.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + " = " + e.getValue())
                .collect(Collectors.joining(", "));
        command.usageMessage()
                .footer(
                        "",
                        "Losses: " + names(Losses.all().stream().map(Losses.Kind::name)),
                        "Also: " + aliases + "; spelled with dashes, capitals or ++, too.",
                        "Advantages: " + names(Advantages.all().keySet().stream()),
                        "Aggregations: " + names(Aggregations.all().keySet().stream()),
                        "Settings: " + FlatAlgorithm.aliases(),
                        "Formulas and defaults: docs/losses.md");
    }

    private static String names(Stream<String> names) {
        return names.collect(Collectors.joining(", "));
    }

    @Override
    public Integer call() {
        LossCase given = LossCase.read(file);
        given.unused()
                .forEach(name -> spec.commandLine()
                        .getErr()
                        .println("rlvr: '" + name + "' has no effect here: the loss '"
                                + given.algorithm().loss().type() + "' has no such setting"));
        LossCheck.Answer answer = LossCheck.of(given);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(answer.object()));
        } else {
            out.println("loss      " + answer.loss());
            out.println("advantage " + answer.advantages());
            for (float[] row : answer.gradient()) {
                out.println("gradient  "
                        + IntStream.range(0, row.length)
                                .mapToObj(t -> String.format(Locale.ROOT, "%12.6g", row[t]))
                                .collect(Collectors.joining(" ")));
            }
            answer.metrics()
                    .forEach((name, value) -> out.println(String.format(Locale.ROOT, "%-24s %.6g", name, value)));
        }
        out.flush();
        return CommandLineTool.DONE;
    }
}
