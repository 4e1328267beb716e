package dev.rlvr4j.experiments.report.figure;

import java.util.List;

/**
 * The look of a series.
 *
 * @param tone its colour
 * @param marker the shape of its points
 * @param hollow whether those are outlines
 * @param dash lengths of strokes and gaps of its line; empty is solid
 */
public record Style(Tone tone, Marker marker, boolean hollow, List<Double> dash) {
    public Style {
        dash = List.copyOf(dash);
    }
}
