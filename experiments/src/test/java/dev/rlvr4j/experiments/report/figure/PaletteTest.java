package dev.rlvr4j.experiments.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaletteTest {
    /** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
    private static final double[][] PROTANOPIA = {
        {0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}
    };

    private static final double[][] DEUTERANOPIA = {
        {0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}
    };
    private static final double[][] TRITANOPIA = {
        {1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}
    };

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

    @Test
    void theSixColoursStayApartForEyesThatLackACone() {
        for (double[][] eyes : List.of(PROTANOPIA, DEUTERANOPIA, TRITANOPIA)) {
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < i; j++) {
                    Tone a = Palette.series(i).tone();
                    Tone b = Palette.series(j).tone();
                    assertThat(distance(a.light(), b.light(), eyes))
                            .as(a + " " + b)
                            .isGreaterThan(15);
                    assertThat(distance(a.dark(), b.dark(), eyes))
                            .as(a + " " + b)
                            .isGreaterThan(15);
                }
            }
        }
    }

    /** CIE 1976 distance of two colours as such eyes see them; 2 can just be told apart. */
    private static double distance(int a, int b, double[][] eyes) {
        double[] x = lab(a, eyes);
        double[] y = lab(b, eyes);
        return Math.sqrt(Math.pow(x[0] - y[0], 2) + Math.pow(x[1] - y[1], 2) + Math.pow(x[2] - y[2], 2));
    }

    private static double[] lab(int rgb, double[][] eyes) {
        double[] full = {linear(rgb >> 16 & 255), linear(rgb >> 8 & 255), linear(rgb & 255)};
        double[] seen = new double[3];
        for (int i = 0; i < 3; i++) {
            double sum = eyes[i][0] * full[0] + eyes[i][1] * full[1] + eyes[i][2] * full[2];
            seen[i] = Math.min(Math.max(sum, 0), 1);
        }
        double x = root((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047);
        double y = root(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
        double z = root((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883);
        return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double root(double t) {
        return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116.0;
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
