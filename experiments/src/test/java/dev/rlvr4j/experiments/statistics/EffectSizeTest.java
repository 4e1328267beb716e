package dev.rlvr4j.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EffectSizeTest {
    @Test
    void cohensHIsTheDifferenceOfAngles() {
        assertThat(EffectSize.cohensH(0.65, 0.45)).isCloseTo(0.40486007517695755, within(1e-12));
        assertThat(EffectSize.cohensH(0.45, 0.65)).isCloseTo(-0.40486007517695755, within(1e-12));
        assertThat(EffectSize.cohensH(1, 0)).isCloseTo(Math.PI, within(1e-12));
        assertThatIllegalArgumentException().isThrownBy(() -> EffectSize.cohensH(1.1, 0));
    }

    @Test
    void hedgesGIsCohensDWithoutItsBias() {
        // By numpy and scipy.special.gammaln.
        assertThat(EffectSize.hedgesG(new double[] {0.61, 0.64, 0.59}, new double[] {0.55, 0.58, 0.60}))
                .hasValueCloseTo(1.1625063097846282, within(1e-10));
    }

    @Test
    void hedgesGIsEmptyWhereSeedsDoNotVary() {
        assertThat(EffectSize.hedgesG(new double[] {0.5}, new double[] {0.4, 0.3}))
                .isEmpty();
        assertThat(EffectSize.hedgesG(new double[] {0.5, 0.5}, new double[] {0.4, 0.4}))
                .isEmpty();
    }
}
