package dev.rlvr4j.experiments.report.figure;

import dev.rlvr4j.experiments.report.figure.Axis.Scale;
import dev.rlvr4j.experiments.report.figure.Axis.Tick;
import dev.rlvr4j.experiments.report.figure.Canvas.Anchor;
import dev.rlvr4j.experiments.report.figure.Canvas.Pen;
import dev.rlvr4j.experiments.report.figure.Figure.Point;
import dev.rlvr4j.experiments.report.figure.Figure.Reference;
import dev.rlvr4j.experiments.report.figure.Figure.Series;
import dev.rlvr4j.experiments.report.figure.Figure.Zone;
import java.util.ArrayList;
import java.util.List;

/** Lays a figure out in a box of a canvas: axes, stripes, lines, bands and points. Title and legend are not its part. */
final class Plot {
    private static final double TEXT = 12.5;
    private static final double ROW = 44;
    private static final double WIDE_ROW = 105;
    /** Height above and below rows. */
    private static final double EDGES = 54;
    /** A cautious width of a character, in parts of its height: no canvas needs to know fonts. */
    private static final double CHARACTER = 0.58;
    /** More points than this have markers on every n-th only. */
    private static final int MARKERS = 14;

    private final Figure figure;
    private final Canvas canvas;
    private final boolean rows;
    private final double start;
    private final double left;
    private final double top;
    private final double right;
    private final double bottom;

    Plot(Figure figure, Canvas canvas, double x, double y, double width, double height) {
        this.figure = figure;
        this.canvas = canvas;
        this.rows = figure.y().scale() == Scale.ROWS;
        double column = 0;
        for (Tick tick : figure.y().ticks()) {
            for (String line : tick.label().split("\n", -1)) {
                column = Math.max(column, width(line));
            }
        }
        this.start = x;
        this.left = x + 10 + (rows ? Math.min(column, 0.4 * width) : column);
        this.top = y + (rows ? 8 : 30);
        this.right = x + width - 14;
        this.bottom = y + height - 46;
    }

    /**
     * The height a figure takes.
     *
     * @param wanted where its axes are free
     * @param most where it has rows: they spread up to this, and take more only where they must
     */
    static double height(Figure figure, double wanted, double most) {
        int rows = figure.y().ticks().size();
        return figure.y().scale() == Scale.ROWS
                ? EDGES + Math.max(ROW * rows, Math.min(WIDE_ROW * rows, most - EDGES))
                : wanted;
    }

    void draw() {
        for (Zone zone : figure.zones()) {
            zone(zone);
        }
        gridAndTicks();
        for (Series series : figure.series()) {
            if (series.band()) {
                band(series);
            }
        }
        for (Reference reference : figure.references()) {
            line(reference);
        }
        for (Series series : figure.series()) {
            if (series.joined() && series.points().size() > 1) {
                canvas.line(
                        xs(series),
                        ys(series),
                        new Pen(series.style().tone(), 2, series.style().dash()));
            }
        }
        for (Series series : figure.series()) {
            points(series);
        }
        for (Reference reference : figure.references()) {
            label(reference);
        }
    }

    private void zone(Zone zone) {
        if (zone.vertical()) {
            canvas.box(x(zone.low()), top, x(zone.high()), bottom, zone.tone(), 0.13);
        } else {
            canvas.box(left, y(zone.low()), right, y(zone.high()), zone.tone(), 0.13);
        }
    }

    private void gridAndTicks() {
        Pen grid = new Pen(Palette.RULE, 1);
        for (Tick tick : figure.y().ticks()) {
            if (rows) {
                double below = y(tick.at() + 0.5);
                canvas.line(start, below, right, below, grid);
                rowLabel(tick);
            } else {
                canvas.line(left, y(tick.at()), right, y(tick.at()), grid);
                canvas.text(tick.label(), left - 8, y(tick.at()) + 4.2, Anchor.END, TEXT, Palette.MUTED, false);
            }
        }
        canvas.line(left, bottom, right, bottom, new Pen(Palette.MUTED, 1));
        double free = start;
        double slot = figure.x().scale() == Scale.CATEGORIES
                ? (right - left) / figure.x().ticks().size()
                : right - left;
        for (Tick tick : figure.x().ticks()) {
            double at = x(tick.at());
            if (figure.x().scale() != Scale.CATEGORIES) {
                canvas.line(at, bottom, at, bottom + 5, new Pen(Palette.MUTED, 1));
            }
            String label = shortened(tick.label(), slot - 2);
            if (at - width(label) / 2 >= free) {
                canvas.text(label, at, bottom + 19, Anchor.MIDDLE, TEXT, Palette.MUTED, false);
                free = at + width(label) / 2 + 4;
            }
        }
        canvas.text(
                shortened(figure.x().label(), right - start), right, bottom + 39, Anchor.END, TEXT, Palette.INK, false);
        if (!rows) {
            canvas.text(
                    shortened(figure.y().label(), right - start),
                    start,
                    top - 14,
                    Anchor.START,
                    TEXT,
                    Palette.INK,
                    false);
        }
    }

    private void rowLabel(Tick tick) {
        String[] lines = tick.label().split("\n", -1);
        double baseline = y(tick.at()) + 4.2 - 8.0 * (lines.length - 1);
        canvas.begin(tick.label().replace('\n', ' '));
        for (int i = 0; i < lines.length; i++) {
            Tone tone = i == 0 ? Palette.INK : Palette.MUTED;
            canvas.text(
                    shortened(lines[i], left - 10 - start), start, baseline + 16 * i, Anchor.START, TEXT, tone, false);
        }
        canvas.end();
    }

    private void band(Series series) {
        List<Point> points = series.points();
        if (points.size() < 2) {
            return;
        }
        double[] x = new double[2 * points.size()];
        double[] y = new double[x.length];
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            x[i] = x(point.x());
            y[i] = y(point.high());
            x[x.length - 1 - i] = x(point.x());
            y[x.length - 1 - i] = y(point.low());
        }
        canvas.area(x, y, series.style().tone(), figure.series().size() > 6 ? 0.08 : 0.15);
    }

    private void points(Series series) {
        List<Point> points = series.points();
        int every = series.joined() ? (points.size() + MARKERS - 1) / MARKERS : 1;
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            boolean last = i == points.size() - 1;
            if (!last && !point.ringed() && i % every != 0) {
                continue;
            }
            canvas.begin(point.note());
            if (!series.band() || points.size() == 1) {
                interval(point, series.style());
            }
            double radius = series.band() ? 3.6 : 5;
            if (point.ringed()) {
                ring(point, series.style());
            }
            canvas.mark(series.style(), x(point.x()), y(point.y()), radius);
            canvas.end();
        }
    }

    private void interval(Point point, Style style) {
        Pen pen = new Pen(style.tone(), 1.6);
        if (point.low() == point.high()) {
            return;
        }
        if (rows) {
            double y = y(point.y());
            canvas.line(x(point.low()), y, x(point.high()), y, pen);
            canvas.line(x(point.low()), y - 4, x(point.low()), y + 4, pen);
            canvas.line(x(point.high()), y - 4, x(point.high()), y + 4, pen);
        } else {
            canvas.line(x(point.x()), y(point.low()), x(point.x()), y(point.high()), pen);
        }
    }

    private void ring(Point point, Style style) {
        double[] x = Marker.CIRCLE.xs(x(point.x()), 9.5);
        double[] y = Marker.CIRCLE.ys(y(point.y()), 9.5);
        double[] closedX = java.util.Arrays.copyOf(x, x.length + 1);
        double[] closedY = java.util.Arrays.copyOf(y, y.length + 1);
        closedX[x.length] = x[0];
        closedY[y.length] = y[0];
        canvas.line(closedX, closedY, new Pen(style.tone(), 1.8));
    }

    private void line(Reference reference) {
        Pen pen = new Pen(reference.tone(), 1.4, reference.dashed() ? List.of(5.0, 4.0) : List.of());
        if (reference.vertical()) {
            canvas.line(x(reference.at()), top, x(reference.at()), bottom, pen);
        } else {
            canvas.line(left, y(reference.at()), right, y(reference.at()), pen);
        }
    }

    /** Writes a line's label above or below it, at the left or the right, wherever the least is in its way. */
    private void label(Reference reference) {
        if (reference.label().isEmpty() || reference.vertical()) {
            return;
        }
        String text = shortened(reference.label(), right - left);
        double line = y(reference.at());
        double x = right;
        double y = line - 6;
        int least = Integer.MAX_VALUE;
        for (double below : new double[] {-6, 16}) {
            for (double end : new double[] {right, left + width(text)}) {
                boolean outside = line + below > bottom || line + below - TEXT < top;
                int hidden = outside ? Integer.MAX_VALUE : covered(end - width(text), end, line + below);
                if (hidden < least) {
                    least = hidden;
                    x = end;
                    y = line + below;
                }
            }
        }
        canvas.text(text, x, y, Anchor.END, TEXT, reference.tone(), true);
    }

    /** How much of the series, in pieces of their lines and in points, lies within a text on a baseline. */
    private int covered(double from, double to, double baseline) {
        int count = 0;
        for (Series series : figure.series()) {
            for (int i = 0; i < series.points().size(); i++) {
                Point point = series.points().get(i);
                Point next = series.joined() && i + 1 < series.points().size()
                        ? series.points().get(i + 1)
                        : point;
                for (double t = 0; t <= 1; t += 0.05) {
                    double x = x(point.x()) + t * (x(next.x()) - x(point.x()));
                    double y = y(point.y()) + t * (y(next.y()) - y(point.y()));
                    count += t == 0 && crossed(point, from, to, baseline) ? 1 : 0;
                    boolean within = x > from - 8 && x < to + 8 && y > baseline - TEXT - 6 && y < baseline + 8;
                    count += within ? 1 : 0;
                }
            }
        }
        return count;
    }

    /** Whether a point's interval goes through a text. */
    private boolean crossed(Point point, double from, double to, double baseline) {
        double x = x(point.x());
        return x > from - 8
                && x < to + 8
                && y(point.high()) < baseline + 4
                && y(point.low()) > baseline - TEXT
                && !rows;
    }

    private double[] xs(Series series) {
        return series.points().stream().mapToDouble(p -> x(p.x())).toArray();
    }

    private double[] ys(Series series) {
        return series.points().stream().mapToDouble(p -> y(p.y())).toArray();
    }

    private double x(double value) {
        return left + (right - left) * figure.x().place(value);
    }

    private double y(double value) {
        double place = figure.y().place(value);
        return rows ? top + (bottom - top) * place : bottom - (bottom - top) * place;
    }

    private static double width(String text) {
        return CHARACTER * TEXT * text.codePointCount(0, text.length());
    }

    /** The text, cut to a width by an ellipsis. */
    private static String shortened(String text, double width) {
        if (width(text) <= width) {
            return text;
        }
        int fit = (int) Math.max(width / (CHARACTER * TEXT) - 1, 1);
        List<Integer> kept = new ArrayList<>();
        text.codePoints().limit(fit).forEach(kept::add);
        StringBuilder cut = new StringBuilder();
        kept.forEach(cut::appendCodePoint);
        return cut.toString().strip() + "…";
    }
}
