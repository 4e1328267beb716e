package dev.rlvr4j.experiments.report.figure;

import java.util.List;

/** Something to draw on; y goes down. */
interface Canvas {
    /** Where a text's given point lies. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** A line's look. */
    record Pen(Tone tone, double width, List<Double> dash) {
        Pen(Tone tone, double width) {
            this(tone, width, List.of());
        }
    }

    /** A line through points. */
    void line(double[] x, double[] y, Pen pen);

    /** A closed area. */
    void area(double[] x, double[] y, Tone tone, double opacity);

    /** A text, its baseline at {@code y}; with a halo of the ground's colour it can be read over lines. */
    void text(String text, double x, double y, Anchor anchor, double size, Tone tone, boolean halo);

    /** What is drawn until {@link #end} says this when pointed at, where the medium can. */
    void begin(String note);

    void end();

    /** A straight line. */
    default void line(double x1, double y1, double x2, double y2, Pen pen) {
        line(new double[] {x1, x2}, new double[] {y1, y2}, pen);
    }

    /** A rectangle. */
    default void box(double x1, double y1, double x2, double y2, Tone tone, double opacity) {
        area(new double[] {x1, x2, x2, x1}, new double[] {y1, y1, y2, y2}, tone, opacity);
    }

    /** A point of a series. */
    default void mark(Style style, double x, double y, double radius) {
        double[] xs = style.marker().xs(x, radius);
        double[] ys = style.marker().ys(y, radius);
        area(xs, ys, style.hollow() ? Palette.GROUND : style.tone(), 1);
        double[] closedX = java.util.Arrays.copyOf(xs, xs.length + 1);
        double[] closedY = java.util.Arrays.copyOf(ys, ys.length + 1);
        closedX[xs.length] = xs[0];
        closedY[ys.length] = ys[0];
        line(closedX, closedY, new Pen(style.hollow() ? style.tone() : Palette.GROUND, style.hollow() ? 1.6 : 0.8));
    }

    /** A sample of a series for legends, in a box 34 wide whose middle is at {@code y}. */
    default void sample(Style style, boolean joined, double x, double y) {
        if (joined) {
            line(x, y, x + 34, y, new Pen(style.tone(), 2, style.dash()));
        }
        mark(style, x + 17, y, 4.5);
    }
}
