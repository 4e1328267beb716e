package dev.rlvr4j.experiments.report;

import dev.rlvr4j.core.spectral.SiteSpectrum;
import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmSpectrum;
import dev.rlvr4j.experiments.report.figure.Axis;
import dev.rlvr4j.experiments.report.figure.Axis.Tick;
import dev.rlvr4j.experiments.report.figure.Figure;
import dev.rlvr4j.experiments.report.figure.Figure.Point;
import dev.rlvr4j.experiments.report.figure.Figure.Series;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** What training did to the weights, as pictures. */
final class SpectralFigures {
    /** Singular values below this share of the largest are zero but for rounding. */
    private static final double ZERO = 1e-6;

    /** The least room above and below the values of an axis, and the largest value there is. */
    private record Bounds(double room, double most) {}

    private final List<ArmResult> arms;
    private final ArmStyles styles;

    SpectralFigures(List<ArmResult> arms, ArmStyles styles) {
        this.arms = arms.stream().filter(a -> a.spectrum() != null).toList();
        this.styles = styles;
    }

    /** All that have something to show. */
    List<Figure> all() {
        List<Figure> figures = new ArrayList<>();
        singularValues().ifPresent(figures::add);
        byKind(
                        "stable-rank",
                        "Stable rank of the change",
                        "Squared Frobenius norm over squared spectral norm, mean of each kind of layer.",
                        "stable rank",
                        SiteSpectrum::stableRank,
                        new Bounds(0.5, Double.POSITIVE_INFINITY),
                        Format::axis)
                .ifPresent(figures::add);
        byKind(
                        "angle",
                        "Angle between singular spaces",
                        "Largest principal angle between the top left singular spaces of base and result, mean of each kind of"
                                + " layer. At 90° some direction is entirely new.",
                        "degrees",
                        SiteSpectrum::leftAngle,
                        new Bounds(2, 90),
                        v -> Format.axis(v) + "°")
                .ifPresent(figures::add);
        byKind(
                        "unchanged",
                        "Weights unchanged in bfloat16",
                        "Share of weights that are the same once rounded to bfloat16, mean of each kind of layer.",
                        "share of weights",
                        SiteSpectrum::unchanged,
                        new Bounds(0.02, 1),
                        v -> Format.axisPercent(v))
                .ifPresent(figures::add);
        return figures;
    }

    /** The mean singular value at each place of the order, over the layers that have one there. */
    private Optional<Figure> singularValues() {
        List<Series> series = new ArrayList<>();
        Range places = new Range();
        Range values = new Range();
        for (ArmResult arm : arms) {
            List<Point> points = new ArrayList<>();
            for (int i = 0; ; i++) {
                OptionalDouble mean = meanSingularValue(layers(arm), i);
                if (mean.isEmpty()) {
                    break;
                }
                double value = mean.getAsDouble();
                places.add(i + 1.0);
                values.add(value);
                String note = arm.name() + ", singular value " + (i + 1) + ": " + Format.significant(value);
                points.add(new Point(i + 1.0, value, value, value, note, false));
            }
            if (!points.isEmpty()) {
                series.add(new Series(arm.name(), styles.of(arm.name()), points, true, false));
            }
        }
        if (series.isEmpty()) {
            return Optional.empty();
        }
        List<Tick> ticks = Axis.decades(values.low() / 1.25, values.high() * 1.25, Format::axis);
        return Optional.of(new Figure(
                "singular-values",
                "Singular values of the change",
                "The largest singular values of the change, mean over layers.",
                Axis.logarithmic(
                        "index of the singular value",
                        places.low(),
                        places.high(),
                        Axis.powers(2, places.low(), places.high(), Format::axis)),
                Axis.logarithmic("singular value", values.low(), values.high(), ticks),
                List.of(),
                List.of(),
                series));
    }

    private static OptionalDouble meanSingularValue(List<SiteSpectrum> layers, int place) {
        return layers.stream()
                .map(SiteSpectrum::singularValues)
                .filter(s -> s.size() > place && s.get(place) > ZERO * s.get(0))
                .mapToDouble(s -> s.get(place))
                .filter(Double::isFinite)
                .average();
    }

    private Optional<Figure> byKind(
            String name,
            String title,
            String caption,
            String unit,
            ToDoubleFunction<SiteSpectrum> figure,
            Bounds bounds,
            DoubleFunction<String> tick) {
        Set<String> kinds = new LinkedHashSet<>();
        arms.forEach(arm -> layers(arm).forEach(layer -> kinds.add(kind(layer.site()))));
        List<String> names = List.copyOf(kinds);
        List<Series> series = new ArrayList<>();
        Range range = new Range();
        for (int a = 0; a < arms.size(); a++) {
            ArmResult arm = arms.get(a);
            double aside = arms.size() == 1 ? 0 : 0.56 * (a / (arms.size() - 1.0) - 0.5);
            List<Point> points = new ArrayList<>();
            for (int k = 0; k < names.size(); k++) {
                String kind = names.get(k);
                OptionalDouble mean = layers(arm).stream()
                        .filter(layer -> kind(layer.site()).equals(kind))
                        .mapToDouble(figure)
                        .filter(Double::isFinite)
                        .average();
                if (mean.isPresent()) {
                    double value = mean.getAsDouble();
                    range.add(value);
                    String note = arm.name() + ", " + kind + ": " + Format.significant(value);
                    points.add(new Point(k + aside, value, value, value, note, false));
                }
            }
            if (!points.isEmpty()) {
                series.add(new Series(arm.name(), styles.of(arm.name()), points, false, false));
            }
        }
        if (series.isEmpty()) {
            return Optional.empty();
        }
        double room = Math.max(0.08 * (range.high() - range.low()), bounds.room());
        double low = range.low() - room < 0 || range.low() < 0.3 * range.high() ? 0 : range.low() - room;
        return Optional.of(new Figure(
                name,
                title,
                caption,
                Axis.categories("kind of layer", names),
                Axis.linear(unit, low, Math.min(range.high() + room, bounds.most()), 5, tick),
                List.of(),
                List.of(),
                series));
    }

    private static List<SiteSpectrum> layers(ArmResult arm) {
        ArmSpectrum spectrum = arm.spectrum();
        return spectrum == null ? List.of() : spectrum.layers();
    }

    /** {@code q} of {@code model.layers.0.self_attn.q_proj}. */
    private static String kind(String site) {
        String module = site.substring(site.lastIndexOf('.') + 1);
        return module.endsWith("_proj") ? module.substring(0, module.length() - "_proj".length()) : module;
    }
}
