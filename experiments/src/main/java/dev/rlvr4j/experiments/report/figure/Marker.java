package dev.rlvr4j.experiments.report.figure;

import java.util.List;

/** The shape of a point, as a polygon of about the same area as a circle of radius 1. */
public enum Marker {
    CIRCLE(polygon(20, 0, 1)),
    SQUARE(polygon(4, 45, 1.25)),
    TRIANGLE(polygon(3, 0, 1.45)),
    DIAMOND(polygon(4, 0, 1.35)),
    INVERTED(polygon(3, 180, 1.45)),
    HEXAGON(polygon(6, 30, 1.1)),
    CROSS(new double[][] {
        {0, -0.45}, {0.85, -1.3}, {1.3, -0.85}, {0.45, 0}, {1.3, 0.85}, {0.85, 1.3},
        {0, 0.45}, {-0.85, 1.3}, {-1.3, 0.85}, {-0.45, 0}, {-1.3, -0.85}, {-0.85, -1.3}
    });

    static final List<Marker> SERIES = List.of(CIRCLE, SQUARE, TRIANGLE, DIAMOND, INVERTED, HEXAGON);

    private final double[][] outline;

    Marker(double[][] outline) {
        this.outline = outline;
    }

    /** Corners x of the shape about a centre. */
    double[] xs(double centre, double radius) {
        return corners(0, centre, radius);
    }

    /** Corners y of the shape about a centre, downwards. */
    double[] ys(double centre, double radius) {
        return corners(1, centre, radius);
    }

    private double[] corners(int coordinate, double centre, double radius) {
        double[] values = new double[outline.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = centre + radius * outline[i][coordinate];
        }
        return values;
    }

    /** A regular polygon whose first corner is up, turned by some degrees. */
    private static double[][] polygon(int corners, double turn, double radius) {
        double[][] outline = new double[corners][];
        for (int i = 0; i < corners; i++) {
            double angle = Math.toRadians(turn + 360.0 * i / corners);
            outline[i] = new double[] {radius * Math.sin(angle), -radius * Math.cos(angle)};
        }
        return outline;
    }
}
