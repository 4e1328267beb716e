package dev.rlvr4j.experiments.cli;

import ai.djl.Device;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.experiments.bench.BenchResult;
import dev.rlvr4j.experiments.bench.BenchShape;
import dev.rlvr4j.experiments.bench.Benchmark;
import dev.rlvr4j.experiments.bench.CodeBench;
import dev.rlvr4j.experiments.bench.CodeBenchResult;
import dev.rlvr4j.experiments.bench.MixedBench;
import dev.rlvr4j.experiments.bench.MixedBenchResult;
import dev.rlvr4j.experiments.bench.VerifierBench;
import dev.rlvr4j.experiments.bench.VerifierRate;
import dev.rlvr4j.rollout.RolloutSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rlvr bench}: how fast rollouts, training, hot swaps, the math verifier and code runs are here. */
@Command(
        name = "bench",
        description =
                "Measure rollout, training and hot swap against this machine's matmul rate, the math verifier, and"
                        + " code runs.",
        sortOptions = false)
final class BenchCommand implements Runnable {
    private static final Duration CODE_TIME = Duration.ofSeconds(2);

    /** Answers that the math verifier judges in a round. */
    private static final int CHECKS = 20_000;

    @Option(names = "--shape", paramLabel = "NAME", description = "tiny, 3.3M or 50M; without it the first two.")
    private @Nullable String shape;

    @Option(
            names = "--precision",
            paramLabel = "TYPE",
            split = ",",
            defaultValue = "float32,bfloat16",
            description = "float32, bfloat16, float16; several with commas (default: ${DEFAULT-VALUE}).")
    private List<String> precisions = List.of();

    @Option(
            names = "--quantisation",
            paramLabel = "FORMAT",
            split = ",",
            defaultValue = "none",
            description = "none, int8, nf4, nvfp4; several with commas (default: ${DEFAULT-VALUE}).")
    private List<String> quantisations = List.of();

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "auto, cpu or cuda:N (default: ${DEFAULT-VALUE}).")
    private String device = "auto";

    @Option(names = "--steps", paramLabel = "N", defaultValue = "3", description = "Measured steps (default: 3).")
    private int steps;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        if (steps < 1) {
            throw new InputException("--steps must be at least 1, but is " + steps);
        }
        List<BenchShape> shapes = shapes();
        List<Precision> types = precisions.stream().map(Precision::parse).toList();
        List<Quantisation> formats =
                quantisations.stream().map(Quantisation::parse).toList();
        Device where = Torch.device(device);
        RolloutSettings rollout = where.isGpu() ? onGpu() : RolloutSettings.defaults();
        PrintWriter out = spec.commandLine().getOut();
        List<BenchResult> results = new ArrayList<>();
        for (Precision type : types) {
            for (BenchShape each : shapes) {
                for (Quantisation format : formats) {
                    BenchResult result = new Benchmark(each, where, type, format, rollout, steps).run();
                    results.add(result);
                    if (!json) {
                        out.println(line(result));
                        out.flush();
                    }
                }
            }
        }
        List<MixedBenchResult> mixed = new ArrayList<>();
        for (Precision type : types) {
            if (shape == null || shape.equals(BenchShape.small().name())) {
                mixed.addAll(new MixedBench(BenchShape.small(), where, type, steps).run());
            }
        }
        if (!json) {
            mixed.forEach(each -> out.println(line(each)));
            out.flush();
        }
        VerifierRate verifier = VerifierBench.run(CHECKS, steps);
        List<CodeBenchResult> code = CodeBench.run(CODE_TIME);
        if (!json) {
            code.forEach(each -> out.println(line(each)));
            out.flush();
        }
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("device", where.toString());
            object.put("torch", Torch.version());
            object.put("cores", Runtime.getRuntime().availableProcessors());
            object.put("shapes", results);
            object.put("mixed", mixed);
            object.put("verifier", verifier);
            object.put("code", code);
            out.println(Json.line(object));
        } else {
            out.println(line(verifier));
        }
        out.flush();
    }

    private List<BenchShape> shapes() {
        if (shape == null) {
            return List.of(BenchShape.tiny(), BenchShape.small());
        }
        List<BenchShape> chosen = Stream.of(BenchShape.tiny(), BenchShape.small(), BenchShape.wide())
                .filter(each -> each.name().equals(shape))
                .toList();
        if (chosen.isEmpty()) {
            throw new InputException("--shape must be tiny, 3.3M or 50M, but is '" + shape + "'");
        }
        return chosen;
    }

    /** One worker with all rows: a GPU is one device. */
    private static RolloutSettings onGpu() {
        RolloutSettings cpu = RolloutSettings.defaults();
        return new RolloutSettings(
                1, 1, 2 * cpu.maxRows(), cpu.kvCacheBytes(), cpu.stepsPerCall(), cpu.keepVersions(), cpu.restarts());
    }

    private static String line(VerifierRate r) {
        return String.format(
                Locale.ROOT,
                "%-5s verifier  %,8.0f checks/s on %d threads, boxed answers  median %.1f us  slowest %.1f ms",
                r.verifier(),
                r.checksPerSecond(),
                r.threads(),
                r.medianMicros(),
                r.slowestMillis());
    }

    private static String line(BenchResult r) {
        return String.format(
                Locale.ROOT,
                "%-5s %-9s %srollout %,8.0f tokens/s (%2.0f %% of matmul)  train %,8.0f tokens/s (%2.0f %%)"
                        + "  step %.2f s  swap %.1f ms  peak %,d MB",
                r.shape(),
                r.precision(),
                r.quantisation().equals("none")
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%-5s %.3f bits a weight (format %.3f)  ",
                                r.quantisation(),
                                r.linearBits(),
                                r.formatBits()),
                r.rolloutTokensPerSecond(),
                100 * r.rolloutFraction(),
                r.trainTokensPerSecond(),
                100 * r.trainFraction(),
                r.stepSeconds(),
                r.hotSwapMillis(),
                r.peakMemoryBytes() >> 20);
    }

    private static String line(MixedBenchResult r) {
        return String.format(
                Locale.ROOT,
                "%-5s %-9s rollout %,8.0f tokens/s in batches of %d rows of %d models (%s), %.2f times the time of one model",
                "mixed",
                r.precision(),
                r.mixedTokensPerSecond(),
                r.rows(),
                r.models(),
                r.name(),
                r.ratio());
    }

    private static String line(CodeBenchResult r) {
        String name = r.language().name().toLowerCase(Locale.ROOT);
        return r.missing().isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "%-15s code    %,8.1f runs/s, %d at a time, %.1f ms each",
                        name,
                        r.runsPerSecond(),
                        r.beside(),
                        r.medianMillis())
                : String.format(Locale.ROOT, "%-15s code    not measured: %s", name, r.missing());
    }
}
