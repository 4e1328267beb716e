package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.merging.MergeRun;
import dev.rlvr4j.experiments.merging.MergeSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rlvr adapters convert}: an adapter as the plain LoRA that it amounts to. */
@Command(
        name = "convert",
        description = "Write an adapter as the plain LoRA that it amounts to, which every server of LoRA reads.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class AdaptersConvertCommand implements Runnable {
    @Parameters(paramLabel = "ADAPTER", description = "An adapter in PEFT's format, or a run folder that has one.")
    private Path directory = Path.of("");

    @Option(names = "--to", paramLabel = "METHOD", required = true, description = "lora.")
    private String to = "lora";

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "A directory that does not exist yet.")
    private Path out = Path.of("");

    @Mixin
    private final BaseOptions options = new BaseOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        if (!to.equals("lora")) {
            throw new InputException("adapters are converted to lora only, not to '" + to
                    + "'; an adapter that is none can be merged into the base with ./rlvr merge --into-base");
        }
        MergeSettings alone =
                new MergeSettings("stack", Map.of(), List.of(MergeCommand.adapter(directory)), List.of(), false, out);
        try (LoadedModel model = LoadedModel.open(options.section(), LocalDate.now(ZoneId.systemDefault()))) {
            MergeRun.Result result = MergeRun.run(model, alone, null);
            PrintWriter stdout = spec.commandLine().getOut();
            stdout.printf(
                    Locale.ROOT, "a LoRA of rank %d, %,d parameters%n", result.largestRank(), result.parameters());
            stdout.println("written to " + result.out());
            stdout.flush();
        }
    }
}
