package dev.rlvr4j.experiments.report.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * The colours of a report. The six of the series keep apart for the common colour-blindnesses and have a contrast of at least 3
 * to the ground; from the seventh series on they come again, hollow and with another dash.
 */
public final class Palette {
    public static final Tone GROUND = new Tone("ground", 0xffffff, 0x14171c);
    public static final Tone INK = new Tone("ink", 0x1d2126, 0xe9e7e2);
    public static final Tone MUTED = new Tone("muted", 0x5a6069, 0xa9adb4);
    public static final Tone RULE = new Tone("rule", 0xdfe2e6, 0x31363e);
    public static final Tone SHADE = new Tone("shade", 0xf3f5f8, 0x1d2128);
    public static final Tone ACCENT = new Tone("accent", 0x0b57c0, 0x9ccbff);
    public static final Tone CAUTION = new Tone("caution", 0x9a4a00, 0xf0a35e);

    private static final List<Tone> SERIES = List.of(
            new Tone("series-1", 0x0b57c0, 0x9ccbff),
            new Tone("series-2", 0x943804, 0xe8622f),
            new Tone("series-3", 0x12996f, 0x4be0a8),
            new Tone("series-4", 0xb84fa6, 0xd264cc),
            new Tone("series-5", 0xa38e18, 0xf3da52),
            new Tone("series-6", 0x2b3038, 0x868b92));

    private static final List<List<Double>> DASHES = List.of(
            List.of(),
            List.of(9.0, 3.0),
            List.of(2.5, 2.5),
            List.of(9.0, 3.0, 2.5, 3.0),
            List.of(14.0, 4.0),
            List.of(6.0, 2.0, 2.0, 2.0, 2.0, 2.0));

    private Palette() {}

    /** The look of a report's n-th series, from 0. */
    public static Style series(int n) {
        int colour = Math.floorMod(n, SERIES.size());
        int round = Math.floorDiv(n, SERIES.size());
        return new Style(
                SERIES.get(colour),
                Marker.SERIES.get(colour),
                round % 2 == 1,
                DASHES.get(Math.floorMod(colour + round, DASHES.size())));
    }

    /** Every colour, for style sheets. */
    public static List<Tone> tones() {
        List<Tone> tones = new ArrayList<>(List.of(GROUND, INK, MUTED, RULE, SHADE, ACCENT, CAUTION));
        tones.addAll(SERIES);
        return tones;
    }
}
