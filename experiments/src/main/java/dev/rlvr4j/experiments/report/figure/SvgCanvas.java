package dev.rlvr4j.experiments.report.figure;

import dev.rlvr4j.experiments.report.markup.Markup;
import java.util.List;
import java.util.Locale;

/** Draws with SVG elements whose colours are CSS variables. */
final class SvgCanvas implements Canvas {
    private final Markup out;

    SvgCanvas(Markup out) {
        this.out = out;
    }

    @Override
    public void line(double[] x, double[] y, Pen pen) {
        String dash = pen.dash().isEmpty() ? "" : ";stroke-dasharray:" + join(pen.dash());
        out.empty(
                "polyline",
                "points",
                points(x, y),
                "style",
                "fill:none;stroke:" + pen.tone().css() + ";stroke-width:" + number(pen.width()) + dash);
    }

    @Override
    public void area(double[] x, double[] y, Tone tone, double opacity) {
        String faint = opacity < 1 ? ";opacity:" + number(opacity) : "";
        out.empty("polygon", "points", points(x, y), "style", "fill:" + tone.css() + faint);
    }

    @Override
    public void text(String text, double x, double y, Anchor anchor, double size, Tone tone, boolean halo) {
        out.leaf(
                "text",
                text,
                "x",
                number(x),
                "y",
                number(y),
                "class",
                halo ? "halo" : "",
                "style",
                "fill:" + tone.css() + ";font-size:" + number(size) + "px;text-anchor:"
                        + anchor.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void begin(String note) {
        out.open("g").leaf("title", note);
    }

    @Override
    public void end() {
        out.close();
    }

    private static String points(double[] x, double[] y) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < x.length; i++) {
            text.append(i == 0 ? "" : " ").append(number(x[i])).append(',').append(number(y[i]));
        }
        return text.toString();
    }

    private static String join(List<Double> lengths) {
        return String.join(" ", lengths.stream().map(SvgCanvas::number).toList());
    }

    /** To hundredths, without zeros at the end. */
    static String number(double value) {
        double rounded = Math.round(value * 100) / 100.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }
}
