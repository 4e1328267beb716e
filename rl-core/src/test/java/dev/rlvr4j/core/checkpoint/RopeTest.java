package dev.rlvr4j.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import org.junit.jupiter.api.Test;

class RopeTest {
    @Test
    void unscaledFrequenciesAreAGeometricSeries() {
        assertThat(Rope.unscaled(10_000).inverseFrequencies(8))
                .containsExactly(new double[] {1, 0.1, 0.01, 0.001}, within(1e-15));
    }

    @Test
    void linearScalingDividesAll() {
        assertThat(Rope.linear(10_000, 4).inverseFrequencies(4))
                .containsExactly(new double[] {0.25, 0.0025}, within(1e-15));
    }

    @Test
    void llama3KeepsFastFrequenciesStretchesSlowOnesAndRampsBetween() {
        double[] scaled = new Rope(500_000, Rope.Type.LLAMA3, 8, 1, 4, 8192).inverseFrequencies(128);
        double[] plain = Rope.unscaled(500_000).inverseFrequencies(128);
        for (int i = 0; i < 64; i++) {
            double wavelength = 2 * Math.PI / plain[i];
            if (wavelength < 2048) {
                assertThat(scaled[i]).isEqualTo(plain[i]);
            } else if (wavelength > 8192) {
                assertThat(scaled[i]).isEqualTo(plain[i] / 8);
            } else {
                assertThat(scaled[i]).isBetween(plain[i] / 8, plain[i]);
            }
        }
        // Worked by hand for pair 30: plain = 500000^(-60/128), turns = 8192 plain / 2 pi, ramp = (turns - 1) / 3.
        assertThat(plain[30]).isCloseTo(0.0021311195369119653, within(1e-12));
        assertThat(scaled[30]).isCloseTo(0.0013718935677611381, within(1e-12));
        assertThat(scaled[63]).isCloseTo(3.068925988914511e-07, within(1e-16));
    }

    @Test
    void refusesImpossibleSettings() {
        assertThatThrownBy(() -> Rope.unscaled(0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("rope_theta");
        assertThatThrownBy(() -> new Rope(1e4, Rope.Type.LLAMA3, 8, 4, 4, 8192))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("low_freq_factor");
        assertThatThrownBy(() -> new Rope(1e4, Rope.Type.LLAMA3, 8, 1, 4, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("original_max_position_embeddings");
    }
}
