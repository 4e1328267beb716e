package dev.rlvr4j.experiments.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/** Draws with Java 2D in the light colours. */
final class ImageCanvas implements Canvas {
    private final Graphics2D graphics;

    ImageCanvas(Graphics2D graphics) {
        this.graphics = graphics;
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    }

    @Override
    public void line(double[] x, double[] y, Pen pen) {
        graphics.setColor(new Color(pen.tone().light()));
        float[] dash = new float[pen.dash().size()];
        for (int i = 0; i < dash.length; i++) {
            dash[i] = pen.dash().get(i).floatValue();
        }
        graphics.setStroke(new BasicStroke(
                (float) pen.width(),
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_ROUND,
                1,
                dash.length == 0 ? null : dash,
                0));
        graphics.draw(path(x, y));
    }

    @Override
    public void area(double[] x, double[] y, Tone tone, double opacity) {
        Color colour = new Color(tone.light());
        graphics.setColor(
                new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), (int) Math.round(255 * opacity)));
        Path2D path = path(x, y);
        path.closePath();
        graphics.fill(path);
    }

    @Override
    public void text(String text, double x, double y, Anchor anchor, double size, Tone tone, boolean halo) {
        if (text.isBlank()) {
            return;
        }
        TextLayout layout = new TextLayout(text, font(Font.PLAIN, size), graphics.getFontRenderContext());
        double from = switch (anchor) {
            case START -> x;
            case MIDDLE -> x - layout.getAdvance() / 2;
            case END -> x - layout.getAdvance();
        };
        if (halo) {
            graphics.setColor(new Color(Palette.GROUND.light()));
            graphics.setStroke(new BasicStroke(4, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            graphics.draw(layout.getOutline(AffineTransform.getTranslateInstance(from, y)));
        }
        graphics.setColor(new Color(tone.light()));
        layout.draw(graphics, (float) from, (float) y);
    }

    /** A picture cannot be pointed at. */
    @Override
    public void begin(String note) {}

    @Override
    public void end() {}

    static Font font(int style, double size) {
        return new Font(Font.SANS_SERIF, style, 1).deriveFont((float) size);
    }

    private static Path2D path(double[] x, double[] y) {
        Path2D path = new Path2D.Double();
        path.moveTo(x[0], y[0]);
        for (int i = 1; i < x.length; i++) {
            path.lineTo(x[i], y[i]);
        }
        return path;
    }
}
