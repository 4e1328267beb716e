package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.config.ModelSection;
import dev.rlvr4j.experiments.merging.MethodList;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr adapters list}: the methods. */
@Command(
        name = "list",
        description = "The adapter methods, with what they train on a model at their default settings.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class AdaptersListCommand implements Runnable {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Whose layers' shapes count; without it the tiny built-in model.")
    private String model = ModelSection.BUILT_IN;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        ModelConfig config = ModelConfig.read(LoadedModel.directory(model).resolve("config.json"));
        List<MethodList.Row> rows = MethodList.of(config);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            List<Map<String, @Nullable Object>> methods = new ArrayList<>();
            for (MethodList.Row row : rows) {
                Map<String, @Nullable Object> method = new LinkedHashMap<>();
                method.put("method", row.name());
                method.put("trained", row.trained());
                method.put("form", row.form());
                method.put("peft_type", row.peftType());
                method.put("unfit", row.unfit());
                method.put("description", row.description());
                methods.add(method);
            }
            out.println(Json.line(Map.of("methods", methods)));
        } else {
            String line = "%-16s %10s  %-13s %-16s %s%n";
            out.printf(Locale.ROOT, line, "method", "trained", "form", "PEFT type", "what it is");
            for (MethodList.Row row : rows) {
                String trained = row.trained() == null ? "-" : String.format(Locale.ROOT, "%,d", row.trained());
                String type = row.peftType() == null ? "-" : row.peftType();
                String unfit = row.unfit() == null ? "" : " (does not fit this model: " + row.unfit() + ")";
                out.printf(Locale.ROOT, line, row.name(), trained, row.form(), type, row.description() + unfit);
            }
        }
        out.flush();
    }
}
