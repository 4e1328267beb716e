package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.analysis.PairResult;
import dev.rlvr4j.experiments.statistics.Estimate;
import dev.rlvr4j.experiments.statistics.LearningRates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a comparison found, for a terminal. */
final class Findings {
    private Findings() {}

    static List<String> lines(Comparison comparison) {
        List<String> lines = new ArrayList<>();
        int width = comparison.arms().stream()
                .mapToInt(arm -> arm.name().length())
                .max()
                .orElse(0);
        lines.add(String.format(
                Locale.ROOT,
                "%-" + width + "s  %12s  %9s  %s",
                "arm",
                "parameters",
                "best rate",
                "test accuracy (" + Math.round(100 * comparison.design().level()) + " % interval)"));
        for (ArmResult arm : comparison.arms()) {
            GridPoint best = arm.bestPoint();
            Estimate test = arm.test();
            if (best == null || test == null) {
                lines.add(String.format("%-" + width + "s  no finished run", arm.name()));
                continue;
            }
            lines.add(String.format(
                    Locale.ROOT,
                    "%-" + width + "s  %,12d  %9s  %5.1f %%  (%.1f to %.1f)",
                    arm.name(),
                    arm.cost() == null ? 0 : arm.cost().trainableParameters(),
                    LearningRates.text(best.learningRate()),
                    100 * test.value(),
                    100 * test.low(),
                    100 * test.high()));
        }
        lines.add("");
        comparison.pairs().stream().map(PairResult::sentence).forEach(lines::add);
        if (!comparison.notes().isEmpty()) {
            lines.add("");
            comparison.notes().forEach(note -> lines.add("note: " + note));
        }
        return lines;
    }
}
