package dev.rlvr4j.experiments.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.config.MethodSettings;
import dev.rlvr4j.experiments.merging.AdapterDescription;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rlvr adapters describe}: what is in an adapter. */
@Command(
        name = "describe",
        description = "Method, settings, size, ranks and the norm of the change of an adapter.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class AdaptersDescribeCommand implements Runnable {
    @Parameters(paramLabel = "ADAPTER", description = "An adapter in PEFT's format, or a run folder that has one.")
    private Path directory = Path.of("");

    @Mixin
    private final BaseOptions options = new BaseOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        try (LoadedModel model = LoadedModel.open(options.section(), LocalDate.now(ZoneId.systemDefault()))) {
            AdapterDescription adapter = AdapterDescription.of(model.base(), MergeCommand.adapter(directory));
            JsonNode settings = MethodSettings.of(adapter.method());
            if (json) {
                Map<String, Object> plain = new LinkedHashMap<>();
                settings.properties().forEach(e -> plain.put(e.getKey(), e.getValue()));
                out.println(Json.line(adapter.toJson(plain)));
            } else {
                print(out, adapter, settings);
            }
            out.flush();
        }
    }

    private static void print(PrintWriter out, AdapterDescription adapter, JsonNode settings) {
        row(out, "adapter", adapter.directory().toString());
        row(out, "method", adapter.method().name());
        row(
                out,
                "settings",
                settings.properties().stream()
                        .map(e -> e.getKey() + " " + shown(e.getValue()))
                        .collect(Collectors.joining(", ")));
        String frozen = adapter.frozen() == 0 ? "" : String.format(Locale.ROOT, " and %,d frozen", adapter.frozen());
        row(out, "parameters", String.format(Locale.ROOT, "%,d trained%s", adapter.trained(), frozen));
        row(out, "size", String.format(Locale.ROOT, "%,d bytes", adapter.bytes()));
        if (!adapter.replaced().isEmpty()) {
            row(out, "replaces", String.join(", ", adapter.replaced()));
        }
        String noLora = adapter.noLora();
        row(out, "plain LoRA", noLora == null ? "yes: ./rlvr adapters convert --to lora" : "no: " + noLora);
        if (!adapter.layers().isEmpty()) {
            out.println();
            String line = "%-18s %6s  %-20s %12s %10s %8s%n";
            out.printf(Locale.ROOT, line, "projection", "layers", "ranks", "norm", "of weight", "most in");
            for (AdapterDescription.Layers layer : adapter.layers()) {
                out.printf(
                        Locale.ROOT,
                        line,
                        layer.projection().path(),
                        layer.count(),
                        ranks(layer.ranks()),
                        String.format(Locale.ROOT, "%.4g", layer.meanNorm()),
                        String.format(Locale.ROOT, "%.3f %%", 100 * layer.relativeNorm()),
                        layer.largest());
            }
        }
    }

    private static void row(PrintWriter out, String name, String value) {
        out.printf(Locale.ROOT, "%-12s%s%n", name, value);
    }

    private static String shown(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** {@code 8}, or {@code 4 (3), 8 (21)}: how many layers have which. */
    private static String ranks(Map<Integer, Integer> ranks) {
        if (ranks.size() == 1) {
            int rank = ranks.keySet().iterator().next();
            return rank == 0 ? "no factors" : Integer.toString(rank);
        }
        return new TreeMap<>(ranks)
                .entrySet().stream()
                        .map(e -> e.getKey() + " (" + e.getValue() + ")")
                        .collect(Collectors.joining(", "));
    }
}
