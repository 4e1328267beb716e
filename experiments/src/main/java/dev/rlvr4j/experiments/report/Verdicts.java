package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.PairResult.Verdict;
import dev.rlvr4j.experiments.report.figure.Marker;
import dev.rlvr4j.experiments.report.figure.Palette;
import dev.rlvr4j.experiments.report.figure.Style;
import java.util.List;

/** Verdicts in words and shapes. */
final class Verdicts {
    private Verdicts() {}

    static String words(Verdict verdict) {
        return switch (verdict) {
            case MATCHES -> "matches";
            case BETTER -> "better";
            case WORSE -> "worse";
            case CANNOT_TELL -> "cannot tell";
        };
    }

    static Style style(Verdict verdict) {
        return switch (verdict) {
            case MATCHES -> new Style(Palette.ACCENT, Marker.CIRCLE, false, List.of());
            case BETTER -> new Style(Palette.series(2).tone(), Marker.TRIANGLE, false, List.of());
            case WORSE -> new Style(Palette.series(1).tone(), Marker.INVERTED, false, List.of());
            case CANNOT_TELL -> new Style(Palette.MUTED, Marker.CIRCLE, true, List.of());
        };
    }
}
