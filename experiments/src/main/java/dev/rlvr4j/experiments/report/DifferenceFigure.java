package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.analysis.PairResult;
import dev.rlvr4j.experiments.analysis.PairResult.Verdict;
import dev.rlvr4j.experiments.report.figure.Axis;
import dev.rlvr4j.experiments.report.figure.Figure;
import dev.rlvr4j.experiments.report.figure.Figure.Point;
import dev.rlvr4j.experiments.report.figure.Figure.Reference;
import dev.rlvr4j.experiments.report.figure.Figure.Series;
import dev.rlvr4j.experiments.report.figure.Figure.Zone;
import dev.rlvr4j.experiments.report.figure.Palette;
import dev.rlvr4j.experiments.report.figure.Style;
import dev.rlvr4j.experiments.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The pairs' differences as a forest plot. */
final class DifferenceFigure {
    private DifferenceFigure() {}

    static Optional<Figure> of(Comparison comparison) {
        double margin = comparison.design().margin();
        List<String> rows = new ArrayList<>();
        List<List<Point>> points = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            points.add(verdict.ordinal(), new ArrayList<>());
        }
        Range range = new Range();
        for (PairResult pair : comparison.pairs()) {
            Estimate difference = pair.difference();
            if (!Double.isFinite(difference.value() + difference.low() + difference.high())) {
                continue;
            }
            range.add(difference);
            String note = pair.first() + " less " + pair.second() + ": " + Format.points(difference.value())
                    + " points " + Format.pointsInterval(difference) + ", " + Verdicts.words(pair.verdict());
            points.get(pair.verdict().ordinal())
                    .add(new Point(difference.value(), rows.size(), difference.low(), difference.high(), note, false));
            rows.add(oneLine(pair.first()) + "\n− " + oneLine(pair.second()));
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        range.add(-1.4 * margin);
        range.add(1.4 * margin);
        double room = 0.06 * (range.high() - range.low());
        List<Series> series = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            if (!points.get(verdict.ordinal()).isEmpty()) {
                Style style = Verdicts.style(verdict);
                series.add(new Series(Verdicts.words(verdict), style, points.get(verdict.ordinal()), false, false));
            }
        }
        return Optional.of(new Figure(
                "differences",
                "Differences between arms",
                "Test accuracy of the first arm less that of the second, each at its best learning rate, with "
                        + AccuracyFigures.percentLevel(comparison.design().level())
                        + " intervals. Shaded: differences of at most " + Format.axisPoints(margin)
                        + " points, which count as a match.",
                Axis.linear(
                        "difference, percentage points",
                        range.low() - room,
                        range.high() + room,
                        7,
                        v -> v > 0 ? "+" + Format.axisPoints(v) : v < 0 ? "−" + Format.axisPoints(-v) : "0"),
                Axis.rows(rows),
                margin > 0 ? List.of(new Zone(true, -margin, margin, Palette.ACCENT)) : List.of(),
                List.of(new Reference(true, 0, "", Palette.MUTED, false)),
                series));
    }

    private static String oneLine(String name) {
        return name.replaceAll("\\s+", " ");
    }
}
