package dev.rlvr4j.experiments.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaletteTest {
    @Test
    void textHasAContrastOfFourAndAHalfAndSeriesOfThree() {
        for (Tone tone : List.of(Palette.INK, Palette.MUTED, Palette.ACCENT, Palette.CAUTION)) {
            for (Tone ground : List.of(Palette.GROUND, Palette.SHADE)) {
                assertThat(contrast(tone.light(), ground.light()))
                        .as(tone.name())
                        .isGreaterThan(4.5);
                assertThat(contrast(tone.dark(), ground.dark())).as(tone.name()).isGreaterThan(4.5);
            }
        }
        for (int i = 0; i < 6; i++) {
            Tone tone = Palette.series(i).tone();
            assertThat(contrast(tone.light(), Palette.GROUND.light()))
                    .as(tone.name())
                    .isGreaterThan(3);
            assertThat(contrast(tone.dark(), Palette.GROUND.dark()))
                    .as(tone.name())
                    .isGreaterThan(3);
        }
    }

    @Test
    void twelveSeriesLookDifferent() {
        Set<Style> styles = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            Style style = Palette.series(i);
            assertThat(styles.add(new Style(style.tone(), style.marker(), style.hollow(), List.of())))
                    .isTrue();
        }
    }

    /** Contrast of WCAG 2.2, section "relative luminance". */
    private static double contrast(int a, int b) {
        double x = luminance(a);
        double y = luminance(b);
        return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
