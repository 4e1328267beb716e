package dev.rlvr4j.experiments.report.figure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a picture shows, whatever it is drawn with.
 *
 * @param name a word for files and element ids
 * @param title what is seen
 * @param caption a sentence or two on how to read it
 * @param x horizontal axis
 * @param y vertical axis; where it has rows, intervals lie along x
 * @param zones shaded stripes, at the back
 * @param references lines across the plot
 * @param series the data
 */
public record Figure(
        String name,
        String title,
        String caption,
        Axis x,
        Axis y,
        List<Zone> zones,
        List<Reference> references,
        List<Series> series) {
    public Figure {
        zones = List.copyOf(zones);
        references = List.copyOf(references);
        series = List.copyOf(series);
    }

    /**
     * Points that belong together.
     *
     * @param name in the legend; null where the legend leaves it out
     * @param style its look
     * @param points in the order of the line
     * @param joined whether a line goes through them
     * @param band whether intervals are a shaded band instead of bars
     */
    public record Series(@Nullable String name, Style style, List<Point> points, boolean joined, boolean band) {
        public Series {
            points = List.copyOf(points);
        }
    }

    /**
     * A point.
     *
     * @param x its value on the horizontal axis
     * @param y its value on the vertical axis
     * @param low lower end of its interval; the value itself where there is none
     * @param high upper end of its interval
     * @param note what it says when pointed at
     * @param ringed whether it is marked by a ring
     */
    public record Point(double x, double y, double low, double high, String note, boolean ringed) {}

    /**
     * A stripe.
     *
     * @param vertical whether it lies between two values of x, and not of y
     * @param low lower end
     * @param high upper end
     * @param tone its colour, drawn faint
     */
    public record Zone(boolean vertical, double low, double high, Tone tone) {}

    /**
     * A line across the plot.
     *
     * @param vertical whether it stands at a value of x, and not of y
     * @param at that value
     * @param label beside it; may be empty
     * @param tone its colour
     * @param dashed whether it is dashed
     */
    public record Reference(boolean vertical, double at, String label, Tone tone, boolean dashed) {}
}
