package dev.rlvr4j.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.loop.CounterRandom;
import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class HolmTest {
    @Test
    void adjustsInTheOrderGiven() {
        // R: p.adjust(c(0.04, 0.01, 0.03, 0.005), "holm")
        assertThat(Holm.adjust(new double[] {0.04, 0.01, 0.03, 0.005}))
                .containsExactly(new double[] {0.06, 0.03, 0.06, 0.02}, within(1e-12));
        assertThat(Holm.adjust(new double[] {0.6, 0.7})).containsExactly(1, 1);
        assertThat(Holm.adjust(new double[] {0.02})).containsExactly(0.02);
        assertThat(Holm.adjust(new double[0])).isEmpty();
    }

    @Test
    void whatIsNoProbabilityIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Holm.adjust(new double[] {0.1, Double.NaN}));
        assertThatIllegalArgumentException().isThrownBy(() -> Holm.adjust(new double[] {-0.1}));
        assertThatIllegalArgumentException().isThrownBy(() -> Holm.adjust(new double[] {1.1}));
    }

    @Test
    void anyFalseAlarmAmongAllPairsOfFourArmsStaysRare() {
        NormalDistribution normal = new NormalDistribution(null, 0, 1);
        int alarms = 0;
        int uncorrected = 0;
        for (int r = 0; r < 4000; r++) {
            double[] arms = SimulatedArm.normal(4, new CounterGenerator(CounterRandom.key(41, r)));
            double[] p = new double[6];
            int k = 0;
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < i; j++) {
                    p[k++] = 2 * normal.cumulativeProbability(-Math.abs(arms[i] - arms[j]) / Math.sqrt(2));
                }
            }
            alarms += Arrays.stream(Holm.adjust(p)).anyMatch(q -> q < 0.05) ? 1 : 0;
            uncorrected += Arrays.stream(p).anyMatch(q -> q < 0.05) ? 1 : 0;
        }
        assertThat(alarms / 4000.0).isBetween(0.02, 0.055);
        assertThat(uncorrected / 4000.0).isGreaterThan(0.15);
    }
}
