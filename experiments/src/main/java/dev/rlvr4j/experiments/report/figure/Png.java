package dev.rlvr4j.experiments.report.figure;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.experiments.report.figure.Figure.Series;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.LineBreakMeasurer;
import java.awt.font.TextAttribute;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.text.AttributedString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Figures as PNG files: a title, a legend, a plot or several beside each other, and how to read them. */
public final class Png {
    /** Width in pixels. */
    public static final int WIDTH = 1200;
    /** Height in pixels, unless there is a long legend, or few or many rows. */
    public static final int HEIGHT = 750;

    private static final double SCALE = 1.25;
    private static final double MARGIN = 24;
    /** The smallest height of a plot; under a long legend the picture grows. */
    private static final double LEAST = 380;

    private static final double INNER = WIDTH / SCALE - 2 * MARGIN;
    private static final Font LEGEND = ImageCanvas.font(Font.PLAIN, 13);
    private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);

    private Png() {}

    /** Writes one figure. */
    public static void write(Path file, Figure figure) {
        double above = top(figure.title(), List.of(figure)) + 4;
        double below = paragraphHeight(figure.caption()) + MARGIN;
        double free = Math.max(HEIGHT / SCALE - above - below, LEAST);
        double plot = Plot.height(figure, free, free);
        double height = above + plot + below;
        BufferedImage image = image(height);
        Graphics2D graphics = graphics(image);
        ImageCanvas canvas = new ImageCanvas(graphics);
        head(graphics, canvas, figure.title(), List.of(figure));
        new Plot(figure, canvas, MARGIN, above, INNER, plot).draw();
        paragraph(graphics, figure.caption(), height - below + 8);
        save(image, graphics, file);
    }

    /** Writes figures that share a legend, two beside each other. */
    public static void write(Path file, String title, List<Figure> figures) {
        double above = top(title, figures);
        double panel = 296;
        double gap = 24;
        double width = (INNER - gap) / 2;
        int lines = (figures.size() + 1) / 2;
        BufferedImage image = image(Math.max(HEIGHT / SCALE, above + lines * (panel + 26) + MARGIN));
        Graphics2D graphics = graphics(image);
        ImageCanvas canvas = new ImageCanvas(graphics);
        head(graphics, canvas, title, figures);
        for (int i = 0; i < figures.size(); i++) {
            Figure figure = figures.get(i);
            double y = above + i / 2 * (panel + 26);
            double x = MARGIN + i % 2 * (width + gap);
            graphics.setColor(new Color(Palette.INK.light()));
            graphics.setFont(ImageCanvas.font(Font.BOLD, 14));
            graphics.drawString(figure.title(), (float) x, (float) y + 16);
            new Plot(figure, canvas, x, y + 20, width, panel).draw();
        }
        save(image, graphics, file);
    }

    private static BufferedImage image(double height) {
        return new BufferedImage(WIDTH, (int) Math.round(height * SCALE), BufferedImage.TYPE_INT_RGB);
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(Palette.GROUND.light()));
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(SCALE, SCALE);
        return graphics;
    }

    private static void save(BufferedImage image, Graphics2D graphics, Path file) {
        graphics.dispose();
        try {
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new RlvrException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Names in the legend with their series, each once. */
    private static Map<String, Series> legend(List<Figure> figures) {
        Map<String, Series> legend = new LinkedHashMap<>();
        for (Figure figure : figures) {
            for (Series series : figure.series()) {
                if (series.name() != null) {
                    legend.putIfAbsent(series.name(), series);
                }
            }
        }
        return legend;
    }

    /** The height of title and legend. */
    private static double top(String title, List<Figure> figures) {
        return head(null, null, title, figures);
    }

    /** Draws title and legend, if there is something to draw on; returns their height. */
    private static double head(
            @Nullable Graphics2D graphics, @Nullable Canvas canvas, String title, List<Figure> figures) {
        if (graphics != null) {
            graphics.setColor(new Color(Palette.INK.light()));
            graphics.setFont(ImageCanvas.font(Font.BOLD, 19));
            graphics.drawString(title, (float) MARGIN, (float) MARGIN + 18);
        }
        double x = MARGIN;
        double y = MARGIN + 46;
        Map<String, Series> legend = legend(figures);
        for (Map.Entry<String, Series> entry : legend.entrySet()) {
            String name = fitting(entry.getKey());
            double width = 34 + 7 + textWidth(name) + 22;
            if (x > MARGIN && x + width > MARGIN + INNER) {
                x = MARGIN;
                y += 24;
            }
            if (canvas != null) {
                Series series = entry.getValue();
                canvas.sample(series.style(), series.joined(), x, y);
                canvas.text(name, x + 41, y + 4.5, Canvas.Anchor.START, 13, Palette.INK, false);
            }
            x += width;
        }
        return legend.isEmpty() ? MARGIN + 32 : y + 18;
    }

    /** The name, cut so that two stand beside each other. */
    private static String fitting(String name) {
        String cut = name;
        for (int length = name.length(); textWidth(cut) > INNER / 2 - 63; length--) {
            cut = name.substring(0, length - 1).strip() + "…";
        }
        return cut;
    }

    private static double textWidth(String text) {
        return LEGEND.getStringBounds(text, METRICS).getWidth();
    }

    private static double paragraphHeight(String text) {
        return lines(null, text, 0);
    }

    private static void paragraph(Graphics2D graphics, String text, double y) {
        lines(graphics, text, y);
    }

    private static double lines(@Nullable Graphics2D graphics, String text, double y) {
        if (text.isBlank()) {
            return 0;
        }
        AttributedString attributed = new AttributedString(text);
        attributed.addAttribute(TextAttribute.FONT, ImageCanvas.font(Font.PLAIN, 12.5));
        LineBreakMeasurer measurer = new LineBreakMeasurer(attributed.getIterator(), METRICS);
        double height = 0;
        while (measurer.getPosition() < text.length()) {
            TextLayout line = measurer.nextLayout((float) INNER);
            height += 17;
            if (graphics != null) {
                graphics.setColor(new Color(Palette.MUTED.light()));
                line.draw(graphics, (float) MARGIN, (float) (y + height - 4));
            }
        }
        return height;
    }
}
