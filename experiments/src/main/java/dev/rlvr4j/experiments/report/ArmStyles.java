package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.report.figure.Palette;
import dev.rlvr4j.experiments.report.figure.Style;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The look of each arm, the same in every figure and table. */
final class ArmStyles {
    private final Map<String, Style> styles = new HashMap<>();

    ArmStyles(List<ArmResult> arms) {
        for (ArmResult arm : arms) {
            styles.putIfAbsent(arm.name(), Palette.series(styles.size()));
        }
    }

    Style of(String arm) {
        return styles.getOrDefault(arm, Palette.series(styles.size()));
    }
}
