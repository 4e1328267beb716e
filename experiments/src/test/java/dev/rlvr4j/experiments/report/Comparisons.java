package dev.rlvr4j.experiments.report;

import dev.rlvr4j.core.spectral.SiteSpectrum;
import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmResult.CurvePoint;
import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.ArmResult.Setting;
import dev.rlvr4j.experiments.analysis.ArmSpectrum;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.analysis.Comparison.Design;
import dev.rlvr4j.experiments.analysis.Comparison.Provenance;
import dev.rlvr4j.experiments.analysis.PairResult;
import dev.rlvr4j.experiments.analysis.PairResult.Verdict;
import dev.rlvr4j.experiments.analysis.RunOutcome.Cost;
import dev.rlvr4j.experiments.analysis.RunOutcome.Status;
import dev.rlvr4j.experiments.analysis.RunResult;
import dev.rlvr4j.experiments.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Comparisons as they may come out: a usual one, and those with hardly anything in them. */
final class Comparisons {
    private Comparisons() {}

    /** Full fine-tuning against LoRA of rank 1, 8 and 128: four learning rates, three seeds, one diverged and one failed run. */
    static Comparison usual() {
        ComparisonParts.restart();
        List<ArmResult> arms = List.of(
                ComparisonParts.arm("Full fine-tuning", "full", null, 3_281_664, 1e-5, 2, 0.712, true),
                ComparisonParts.arm("LoRA, rank 1", "lora", 1, 13_824, 1e-4, 2, 0.694, false),
                ComparisonParts.arm("LoRA, rank 8", "lora", 8, 110_592, 1e-4, 2, 0.707, false),
                ComparisonParts.arm("LoRA, rank 128", "lora", 128, 1_769_472, 1e-4, 1, 0.731, false));
        List<RunResult> runs = new ArrayList<>();
        for (ArmResult arm : arms) {
            for (GridPoint point : arm.grid()) {
                for (long seed : ComparisonParts.SEEDS) {
                    runs.add(ComparisonParts.run(arm, point, seed));
                }
            }
        }
        List<PairResult> pairs = List.of(
                ComparisonParts.pair("LoRA, rank 1", "Full fine-tuning", -0.018, 0.021, 0.14, Verdict.CANNOT_TELL),
                ComparisonParts.pair("LoRA, rank 8", "Full fine-tuning", -0.005, 0.013, 0.61, Verdict.MATCHES),
                ComparisonParts.pair("LoRA, rank 128", "Full fine-tuning", 0.034, 0.026, 0.008, Verdict.BETTER),
                ComparisonParts.pair("LoRA, rank 1", "LoRA, rank 128", -0.052, 0.024, 0.0004, Verdict.WORSE));
        return new Comparison(
                ComparisonParts.design("Does LoRA match full fine-tuning under RL?"),
                0.318,
                arms,
                pairs,
                runs,
                List.of(
                        "The best learning rate of Full fine-tuning is the last of its grid; a larger one may be better.",
                        "2 of 48 runs did not finish; the arms' figures are over those that did."),
                new Provenance(
                        "./rlvr compare recipes/compare-quick.yaml --out experiments/results/quick",
                        "2026-11-22T19:04:11Z",
                        ComparisonParts.ordered(
                                "rlvr4j", "0.1.0-SNAPSHOT", "commit", "58edd3f", "DJL", "0.35.1", "Java", "17.0.15"),
                        ComparisonParts.ordered(
                                "CPU", "Intel Xeon, 2 cores", "memory", "8 GiB", "GPU", "none", "system", "Linux 6.1"),
                        8_421.5));
    }

    /** The usual one with other parts. */
    static Comparison with(
            Comparison from, List<ArmResult> arms, List<PairResult> pairs, List<RunResult> runs, List<String> notes) {
        return new Comparison(from.design(), from.base(), arms, pairs, runs, notes, from.provenance());
    }

    /** Nothing has run yet. */
    static Comparison nothingRun() {
        Comparison usual = usual();
        return new Comparison(
                usual.design(),
                null,
                usual.arms().stream().map(Comparisons::unrun).toList(),
                List.of(),
                usual.runs().stream()
                        .map(r -> new RunResult(
                                r.arm(), r.learningRate(), r.seed(), null, null, null, null, null, r.folder()))
                        .toList(),
                List.of("No run has finished."),
                new Provenance("", "", Map.of(), Map.of(), 0));
    }

    /** Not even planned. */
    static Comparison empty() {
        return new Comparison(
                new Design("", "", 0, 0, 0, 1, 0.95, 0, 0, ""),
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new Provenance("", "", Map.of(), Map.of(), Double.NaN));
    }

    /** One arm, one learning rate, one seed, whose interval is a point and whose curve too. */
    static Comparison single() {
        Estimate point = new Estimate(0.5, 0.5, 0.5);
        ArmResult arm = new ArmResult(
                "only",
                "dora",
                4,
                List.of(),
                List.of(new GridPoint(1e-3, List.of(9L), 1, point, point)),
                0,
                false,
                new Estimate(1e-3, 1e-3, 1e-3),
                point,
                List.of(new CurvePoint(0, point)),
                point,
                null,
                0,
                new Cost(1, 5, 10, -1, 1, 1, 1, 1),
                null);
        return with(
                usual(),
                List.of(arm),
                List.of(),
                List.of(new RunResult("only", 1e-3, 9, Status.FINISHED, null, 0.5, 0.5, 1.0, "only/1e-3/9")),
                List.of());
    }

    /** Twelve arms with long names, all pairs. */
    static Comparison many() {
        Comparison usual = usual();
        List<ArmResult> arms = new ArrayList<>();
        List<RunResult> runs = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ArmResult arm = ComparisonParts.arm(
                    "LoRA of rank " + (1 << i) + " on the attention projections only, alpha 32, rank-stabilised",
                    "lora",
                    1 << i,
                    1000L << i,
                    1e-4,
                    i % 4,
                    0.6 + 0.01 * i,
                    false);
            arms.add(arm);
            arm.grid()
                    .forEach(point ->
                            ComparisonParts.SEEDS.forEach(seed -> runs.add(ComparisonParts.run(arm, point, seed))));
        }
        List<PairResult> pairs = new ArrayList<>();
        for (int i = 1; i < 12; i++) {
            pairs.add(ComparisonParts.pair(
                    arms.get(i).name(), arms.get(0).name(), 0.01 * i, 0.02, 0.5 / i, Verdict.values()[i % 4]));
        }
        return with(usual, arms, pairs, runs, List.of());
    }

    /** Figures that could not be computed, and others that have no bounds. */
    static Comparison notANumber() {
        Estimate unbounded = new Estimate(0.5, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        Comparison usual = usual();
        ArmResult a = usual.arms().get(1);
        ArmResult arm = new ArmResult(
                a.name(),
                a.method(),
                a.rank(),
                a.settings(),
                a.grid(),
                a.best(),
                false,
                unbounded,
                unbounded,
                List.of(new CurvePoint(0, unbounded)),
                unbounded,
                Double.NaN,
                0,
                a.cost(),
                unchanged());
        PairResult pair = new PairResult(
                a.name(),
                "b",
                unbounded,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                null,
                Double.NaN,
                null,
                unbounded,
                Verdict.CANNOT_TELL,
                "These runs cannot tell.");
        return new Comparison(
                usual.design(),
                Double.NaN,
                List.of(arm),
                List.of(pair),
                usual.runs().subList(12, 24),
                List.of(),
                usual.provenance());
    }

    /** The spectrum of a change of exactly zero. */
    private static ArmSpectrum unchanged() {
        SiteSpectrum layer =
                new SiteSpectrum("model.layers.0.mlp.up_proj", 0, 0, 0, List.of(0.0, 0.0), 0, 0, 0, 1, 0, 0.1, 0);
        return new ArmSpectrum(1, 0, 0, 0, 0, 0, 1, 0, Double.NaN, 0, List.of(layer));
    }

    /** Names that would break a page, a table and a file. */
    static Comparison hostile() {
        Comparison usual = usual();
        String name = "<script>alert(\"1\")</script> & 'x', \"y\"\u0000\n]]>";
        List<ArmResult> arms = usual.arms().stream()
                .map(a -> a.name().equals("LoRA, rank 1") ? renamed(a, name) : a)
                .toList();
        List<PairResult> pairs = List.of(
                ComparisonParts.pair(name, "Full fine-tuning", -0.018, 0.021, 0.14, Verdict.CANNOT_TELL),
                ComparisonParts.pair("LoRA, rank 8", name, -0.018, 0.021, 0.14, Verdict.MATCHES));
        List<RunResult> runs = usual.runs().stream()
                .map(r -> r.arm().equals("LoRA, rank 1")
                        ? new RunResult(
                                name, r.learningRate(), r.seed(), Status.FAILED, "<b>no</b>", null, null, null, name)
                        : r)
                .toList();
        return with(usual, arms, pairs, runs, List.of("<img src=x onerror=alert(1)>"));
    }

    private static ArmResult unrun(ArmResult a) {
        List<GridPoint> grid = a.grid().stream()
                .map(p -> new GridPoint(p.learningRate(), p.seeds(), 0, null, null))
                .toList();
        return new ArmResult(
                a.name(),
                a.method(),
                a.rank(),
                a.settings(),
                grid,
                null,
                false,
                null,
                null,
                List.of(),
                null,
                null,
                0,
                null,
                null);
    }

    private static ArmResult renamed(ArmResult a, String name) {
        return new ArmResult(
                name,
                a.method(),
                a.rank(),
                List.of(new Setting(name, name)),
                a.grid(),
                a.best(),
                a.bestAtEnd(),
                a.optimum(),
                a.test(),
                a.curve(),
                a.area(),
                a.toTarget(),
                a.reached(),
                a.cost(),
                a.spectrum());
    }
}
