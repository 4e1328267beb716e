package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmResult.CurvePoint;
import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.report.figure.Axis;
import dev.rlvr4j.experiments.report.figure.Axis.Tick;
import dev.rlvr4j.experiments.report.figure.Figure;
import dev.rlvr4j.experiments.report.figure.Figure.Point;
import dev.rlvr4j.experiments.report.figure.Figure.Reference;
import dev.rlvr4j.experiments.report.figure.Figure.Series;
import dev.rlvr4j.experiments.report.figure.Figure.Zone;
import dev.rlvr4j.experiments.report.figure.Palette;
import dev.rlvr4j.experiments.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Accuracy on the way, by learning rate and by rank. */
final class AccuracyFigures {
    /** The largest number of learning rates that are all marked on their axis; else the powers of ten are. */
    private static final int MARKED_RATES = 9;

    private final Comparison comparison;
    private final ArmStyles styles;
    private final String level;

    AccuracyFigures(Comparison comparison, ArmStyles styles) {
        this.comparison = comparison;
        this.styles = styles;
        this.level = percentLevel(comparison.design().level());
    }

    static String percentLevel(double level) {
        return Format.axisPercent(level);
    }

    /** Validation accuracy against training completions, each arm at its best learning rate. */
    Optional<Figure> learningCurves() {
        List<Series> series = new ArrayList<>();
        Range accuracy = new Range();
        Range completions = new Range();
        for (ArmResult arm : comparison.arms()) {
            List<Point> points = new ArrayList<>();
            for (CurvePoint point : arm.curve()) {
                Estimate value = point.accuracy();
                if (finite(value)) {
                    completions.add(point.completions());
                    accuracy.add(value);
                    points.add(new Point(
                            point.completions(),
                            value.value(),
                            value.low(),
                            value.high(),
                            arm.name() + ", " + Format.count(point.completions()) + " completions: " + shown(value),
                            false));
                }
            }
            if (!points.isEmpty()) {
                series.add(new Series(arm.name(), styles.of(arm.name()), points, true, true));
            }
        }
        if (series.stream().allMatch(curve -> curve.points().size() < 2)) {
            return Optional.empty();
        }
        return Optional.of(new Figure(
                "learning-curves",
                "Learning curves",
                "Validation accuracy against training completions, each arm at its best learning rate: mean and range over "
                        + "seeds.",
                Axis.linear("training completions", completions.low(), completions.high(), 6, Format::axis),
                accuracyAxis("validation accuracy", accuracy),
                List.of(),
                List.of(),
                series));
    }

    /** Test accuracy against learning rate. */
    Optional<Figure> learningRates() {
        List<Series> series = new ArrayList<>();
        Range accuracy = new Range();
        Range rates = new Range();
        TreeSet<Double> values = new TreeSet<>();
        int arms = comparison.arms().size();
        for (int i = 0; i < arms; i++) {
            ArmResult arm = comparison.arms().get(i);
            double aside = Math.pow(10, 0.022 * (i - (arms - 1) / 2.0) * Math.min(1, 8.0 / arms));
            GridPoint best = arm.bestPoint();
            List<Point> points = new ArrayList<>();
            for (GridPoint point : arm.grid()) {
                Estimate test = point.test();
                if (test != null && finite(test) && point.learningRate() > 0) {
                    values.add(point.learningRate());
                    rates.add(point.learningRate() * aside);
                    accuracy.add(test);
                    String note = arm.name() + ", learning rate " + Format.rate(point.learningRate()) + ": "
                            + shown(test) + (point.equals(best) ? ", the best by validation" : "");
                    points.add(new Point(
                            point.learningRate() * aside,
                            test.value(),
                            test.low(),
                            test.high(),
                            note,
                            point.equals(best)));
                }
            }
            if (!points.isEmpty()) {
                series.add(new Series(arm.name(), styles.of(arm.name()), points, true, false));
            }
        }
        if (series.isEmpty()) {
            return Optional.empty();
        }
        List<Tick> ticks = values.size() <= MARKED_RATES
                ? values.stream().map(v -> new Tick(v, Format.rate(v))).toList()
                : Axis.powers(10, rates.low(), rates.high(), Format::rate);
        List<Reference> base = base(accuracy);
        return Optional.of(new Figure(
                "learning-rates",
                "Accuracy against learning rate",
                "Test accuracy of each arm at each learning rate of its grid, with " + level
                        + " intervals over seeds and problems. A ring marks the learning rate that validation chose. "
                        + "Points are moved a little aside so that none hides another.",
                Axis.logarithmic("peak learning rate", rates.low(), rates.high(), ticks),
                accuracyAxis("test accuracy", accuracy),
                List.of(),
                base,
                series));
    }

    /** Test accuracy against rank, where at least two arms have one. */
    Optional<Figure> ranks() {
        List<Series> series = new ArrayList<>();
        List<Zone> zones = new ArrayList<>();
        List<Reference> lines = new ArrayList<>();
        Range accuracy = new Range();
        Range ranks = new Range();
        TreeSet<Integer> values = new TreeSet<>();
        List<ArmResult> ranked = comparison.arms().stream()
                .filter(a -> a.rank() != null && a.rank() > 0 && known(a.test()))
                .toList();
        for (int i = 0; i < ranked.size(); i++) {
            ArmResult arm = ranked.get(i);
            int rank = java.util.Objects.requireNonNull(arm.rank());
            Estimate test = java.util.Objects.requireNonNull(arm.test());
            boolean alone =
                    ranked.stream().filter(a -> arm.rank().equals(a.rank())).count() == 1;
            double aside = alone ? 1 : Math.pow(2, 0.1 * (i - (ranked.size() - 1) / 2.0));
            values.add(rank);
            ranks.add(rank);
            accuracy.add(test);
            String note = arm.name() + ", rank " + rank + ": " + shown(test);
            series.add(new Series(
                    arm.name(),
                    styles.of(arm.name()),
                    List.of(new Point(rank * aside, test.value(), test.low(), test.high(), note, false)),
                    false,
                    false));
        }
        if (series.size() < 2) {
            return Optional.empty();
        }
        for (ArmResult arm : comparison.arms()) {
            Estimate test = arm.test();
            if (full(arm) && test != null && finite(test)) {
                accuracy.add(test);
                zones.add(new Zone(
                        false, test.low(), test.high(), styles.of(arm.name()).tone()));
                lines.add(new Reference(
                        false, test.value(), "", styles.of(arm.name()).tone(), false));
                series.add(new Series(arm.name(), styles.of(arm.name()), List.of(), true, false));
            }
        }
        return Optional.of(new Figure(
                "ranks",
                "Accuracy against rank",
                "Test accuracy of each arm with a rank, at its best learning rate, with " + level + " intervals."
                        + (zones.isEmpty() ? "" : " The stripe is full fine-tuning with its interval."),
                Axis.logarithmic(
                        "rank",
                        ranks.low(),
                        ranks.high(),
                        values.stream()
                                .map(v -> new Tick(v, Integer.toString(v)))
                                .toList()),
                accuracyAxis("test accuracy", accuracy),
                zones,
                lines,
                series));
    }

    private List<Reference> base(Range accuracy) {
        Double base = comparison.base();
        if (base == null || !Double.isFinite(base)) {
            return List.of();
        }
        accuracy.add(base);
        return List.of(
                new Reference(false, base, "untrained base, validation: " + Format.percent(base), Palette.MUTED, true));
    }

    private static boolean full(ArmResult arm) {
        return arm.rank() == null && arm.method().toLowerCase(Locale.ROOT).startsWith("full");
    }

    private static Axis accuracyAxis(String label, Range range) {
        double room = Math.max(0.06 * (range.high() - range.low()), 0.005);
        double low = range.low() < 0.1 ? 0 : range.low() - room;
        double high = range.high() + room;
        return Axis.linear(label, Math.max(low, 0), Math.min(high, 1), 6, Format::axisPercent);
    }

    private static String shown(Estimate estimate) {
        return Format.percent(estimate.value()) + " " + Format.percentInterval(estimate);
    }

    private static boolean known(@org.jspecify.annotations.Nullable Estimate estimate) {
        return estimate != null && finite(estimate);
    }

    private static boolean finite(Estimate estimate) {
        return Stream.of(estimate.value(), estimate.low(), estimate.high()).allMatch(Double::isFinite);
    }
}
