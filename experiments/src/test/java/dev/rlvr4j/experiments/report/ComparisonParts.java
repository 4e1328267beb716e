package dev.rlvr4j.experiments.report;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.spectral.SiteSpectrum;
import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmResult.CurvePoint;
import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.ArmResult.Setting;
import dev.rlvr4j.experiments.analysis.ArmSpectrum;
import dev.rlvr4j.experiments.analysis.Comparison.Design;
import dev.rlvr4j.experiments.analysis.PairResult;
import dev.rlvr4j.experiments.analysis.PairResult.Verdict;
import dev.rlvr4j.experiments.analysis.RunOutcome.Cost;
import dev.rlvr4j.experiments.analysis.RunOutcome.Status;
import dev.rlvr4j.experiments.analysis.RunResult;
import dev.rlvr4j.experiments.statistics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the comparisons of tests are made of; the noise is the same in each. */
final class ComparisonParts {
    static final List<Long> SEEDS = List.of(1L, 2L, 3L);
    private static final long NOISE = 7;
    private static int counter;

    private ComparisonParts() {}

    /** Begins the noise again. */
    static void restart() {
        counter = 0;
    }

    static Design design(String title) {
        return new Design(
                title,
                "“LoRA Without Regret” claims that LoRA of rank 1 matches full fine-tuning under RL, at a learning rate about ten"
                        + " times as high. Does that hold for a small model on two-digit arithmetic?",
                25_600,
                200,
                400,
                4,
                0.95,
                0.02,
                0.65,
                """
                model:
                  base: tiny
                environment:
                  kind: arithmetic
                  digits: 2
                algorithm:
                  kind: grpo
                  group_size: 8
                  prompts_per_step: 16
                rollout:
                  max_tokens: 48
                  temperature: 1.0
                """);
    }

    static ArmResult arm(
            String name,
            String method,
            @Nullable Integer rank,
            long parameters,
            double first,
            int best,
            double accuracy,
            boolean atEnd) {
        List<GridPoint> grid = new ArrayList<>();
        int optimum = atEnd ? 3 : best;
        for (int i = 0; i < 4; i++) {
            double at = accuracy - 0.07 * (i - optimum) * (i - optimum) + 0.01 * noise();
            int finished = method.equals("full") && i == 3 ? 2 : 3;
            grid.add(new GridPoint(
                    first * Math.pow(10, i / 2.0),
                    SEEDS,
                    finished,
                    estimate(Math.max(at + 0.012, 0.02), 0.03).within(0, 1),
                    estimate(Math.max(at, 0.015), 0.026).within(0, 1)));
        }
        List<CurvePoint> curve = IntStream.rangeClosed(0, 20)
                .mapToObj(i -> new CurvePoint(
                        1280L * i,
                        estimate(
                                0.318 + (accuracy - 0.318) * (1 - Math.exp(-i / (4.0 + 0.8 * best))) + 0.006 * noise(),
                                0.014 + 0.0009 * i)))
                .toList();
        double peak = first * Math.pow(10, optimum / 2.0);
        List<Setting> settings = rank == null
                ? List.of(new Setting("adapter.kind", "full"))
                : List.of(
                        new Setting("adapter.kind", "lora"),
                        new Setting("adapter.r", Integer.toString(rank)),
                        new Setting("adapter.lora_alpha", "32"));
        return new ArmResult(
                name,
                method,
                rank,
                settings,
                grid,
                optimum,
                atEnd,
                new Estimate(0.9 * peak, 0.6 * peak, 1.5 * peak),
                grid.get(optimum).test(),
                curve,
                estimate(accuracy - 0.09, 0.02),
                accuracy > 0.7 ? 9_000.0 : null,
                accuracy > 0.7 ? 2 : 0,
                new Cost(
                        200,
                        parameters,
                        4 * parameters,
                        rank == null ? 1_932_735_283L : -1,
                        7_431.2,
                        5_120.7,
                        1.62,
                        402),
                spectrum(name, rank == null ? 192 : rank, rank == null ? 0.35 : 0.9 / (1 + 0.15 * Math.log(rank))));
    }

    static ArmSpectrum spectrum(String arm, int rank, double size) {
        List<SiteSpectrum> layers = new ArrayList<>();
        String[] modules = {
            "self_attn.q_proj",
            "self_attn.k_proj",
            "self_attn.v_proj",
            "self_attn.o_proj",
            "mlp.gate_proj",
            "mlp.up_proj",
            "mlp.down_proj"
        };
        for (int layer = 0; layer < 4; layer++) {
            for (int m = 0; m < modules.length; m++) {
                List<Double> values = IntStream.range(0, Math.min(rank, 32))
                        .mapToObj(i -> size * Math.exp(-i / (1.5 + 0.08 * Math.min(rank, 128))))
                        .toList();
                double spread = Math.log(1 + rank) / Math.log(200);
                layers.add(new SiteSpectrum(
                        "model.layers." + layer + "." + modules[m],
                        0.02 * size,
                        size,
                        1 + 9 * spread + 0.4 * m * spread,
                        values,
                        12 + 50 * size + 1.5 * m + 3 * noise(),
                        11 + 50 * size + 1.5 * m + 3 * noise(),
                        rank > 100 ? 0 : 1.25,
                        0.93 - 0.5 * spread - 0.02 * m,
                        0.11,
                        0.083,
                        0.004 * size));
            }
        }
        return new ArmSpectrum(
                28,
                mean(layers, SiteSpectrum::relativeChange),
                mean(layers, SiteSpectrum::stableRank),
                mean(layers, SiteSpectrum::leftAngle),
                mean(layers, SiteSpectrum::rightAngle),
                mean(layers, SiteSpectrum::intruders),
                mean(layers, SiteSpectrum::unchanged),
                0.11,
                0.083,
                0.004 * size,
                layers);
    }

    static double mean(List<SiteSpectrum> layers, ToDoubleFunction<SiteSpectrum> figure) {
        return layers.stream().mapToDouble(figure).average().orElseThrow();
    }

    static RunResult run(ArmResult arm, GridPoint point, long seed) {
        String folder = arm.name().replaceAll("\\W+", "-") + "/" + Format.rate(point.learningRate()) + "/" + seed;
        boolean last = point.equals(arm.grid().get(3));
        if (arm.method().equals("full") && last && seed == 2) {
            return new RunResult(
                    arm.name(),
                    point.learningRate(),
                    seed,
                    Status.DIVERGED,
                    "The loss was NaN at step 37.",
                    null,
                    null,
                    null,
                    folder);
        }
        if (arm.name().equals("LoRA, rank 8") && last && seed == 3) {
            return new RunResult(
                    arm.name(),
                    point.learningRate(),
                    seed,
                    Status.FAILED,
                    "The disk was full: runs/3/checkpoints cannot be written.",
                    null,
                    null,
                    null,
                    folder);
        }
        double validation = point.validation().value() + 0.012 * noise();
        return new RunResult(
                arm.name(),
                point.learningRate(),
                seed,
                Status.FINISHED,
                null,
                validation,
                validation - 0.011 + 0.008 * noise(),
                402 + 9 * noise(),
                folder);
    }

    static PairResult pair(String first, String second, double difference, double half, double p, Verdict verdict) {
        String figures = "%+.1f points (95 %% interval %+.1f to %+.1f)"
                .formatted(100 * difference, 100 * (difference - half), 100 * (difference + half));
        String what = switch (verdict) {
            case MATCHES -> first + " matches " + second + ": " + figures + " is within ±2 points.";
            case BETTER -> first + " is better than " + second + ": " + figures + ".";
            case WORSE -> first + " is worse than " + second + ": " + figures + ".";
            case CANNOT_TELL -> "These runs cannot tell " + first + " from " + second + ": " + figures + ".";
        };
        return new PairResult(
                first,
                second,
                estimate(difference, half),
                p,
                Math.min(1, 4 * p),
                1 - p,
                p / 2,
                Math.min(1, 3 * p),
                2.2 * difference,
                30 * difference,
                new Estimate(9.8, 3.1, 31.6),
                verdict,
                what);
    }

    static Estimate estimate(double value, double half) {
        return new Estimate(value, value - half, value + half);
    }

    static double noise() {
        return 2 * CounterRandom.uniform(NOISE, counter++) - 1;
    }

    static Map<String, String> ordered(String... entries) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(entries[i], entries[i + 1]);
        }
        return map;
    }
}
