package dev.rlvr4j.experiments.report.figure;

import dev.rlvr4j.experiments.report.markup.Markup;

/** Figures as inline SVG, whose colours are the CSS variables of {@link Palette}. */
public final class Svg {
    private Svg() {}

    /** Writes a figure, so large in pixels where it is shown at its own size; with rows it is as high as they need. */
    public static void write(Markup out, Figure figure, int width, int height, String cssClass) {
        int needed = (int) Math.ceil(Plot.height(figure, height, 0));
        open(out, width, needed, cssClass, figure.title() + ". " + figure.caption());
        new Plot(figure, new SvgCanvas(out), 0, 0, width, needed).draw();
        out.close();
    }

    /** Writes a sample of a series for legends. */
    public static void sample(Markup out, Style style, boolean joined) {
        out.open(
                "svg", "class", "sample", "viewBox", "0 0 34 16", "width", "34", "height", "16", "aria-hidden", "true");
        new SvgCanvas(out).sample(style, joined, 0, 8);
        out.close();
    }

    /** Writes an estimate as a point on a line, within the bounds of its column. */
    public static void interval(Markup out, Style style, Axis axis, double value, double low, double high) {
        SvgCanvas canvas = new SvgCanvas(out);
        out.open(
                "svg",
                "class",
                "interval",
                "viewBox",
                "0 0 160 16",
                "width",
                "160",
                "height",
                "16",
                "aria-hidden",
                "true");
        canvas.line(6, 8, 154, 8, new Canvas.Pen(Palette.RULE, 1));
        canvas.line(6 + 148 * axis.place(low), 8, 6 + 148 * axis.place(high), 8, new Canvas.Pen(style.tone(), 2.5));
        canvas.mark(style, 6 + 148 * axis.place(value), 8, 4.5);
        out.close();
    }

    private static void open(Markup out, int width, int height, String cssClass, String label) {
        out.open(
                "svg",
                "class",
                cssClass,
                "viewBox",
                "0 0 " + width + " " + height,
                "width",
                Integer.toString(width),
                "height",
                Integer.toString(height),
                "role",
                "img",
                "aria-label",
                label);
    }
}
