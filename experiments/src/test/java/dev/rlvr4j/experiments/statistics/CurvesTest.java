package dev.rlvr4j.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.loop.CounterRandom;
import org.junit.jupiter.api.Test;

class CurvesTest {
    private static final double[] X = {0, 100, 300};
    private static final double[] Y = {0.2, 0.4, 0.8};

    @Test
    void areaIsTheMeanHeight() {
        assertThat(Curves.areaUnder(X, Y)).isCloseTo((0.3 * 100 + 0.6 * 200) / 300, within(1e-12));
        assertThat(Curves.areaUnder(new double[] {5}, new double[] {0.3})).isEqualTo(0.3);
        assertThat(Curves.areaUnder(X, new double[] {0.7, 0.7, 0.7})).isCloseTo(0.7, within(1e-12));
    }

    @Test
    void theTargetIsReachedWhereTheLineCrossesItFirst() {
        assertThat(Curves.reach(X, Y, 0.6)).hasValueCloseTo(200.0, within(1e-9));
        assertThat(Curves.reach(X, Y, 0.4)).hasValueCloseTo(100.0, within(1e-9));
        assertThat(Curves.reach(X, Y, 0.1)).hasValue(0);
        assertThat(Curves.reach(X, Y, 0.9)).isEmpty();
        assertThat(Curves.reach(new double[] {0, 1, 2, 3}, new double[] {0, 1, 0, 1}, 0.5))
                .hasValueCloseTo(0.5, within(1e-12));
    }

    @Test
    void overSeedsIsStudentsInterval() {
        // scipy.stats.t.interval(0.95, 2, mean, sem)
        Estimate estimate = Curves.overSeeds(new double[] {0.61, 0.64, 0.59}, 0.95);
        assertThat(estimate.low()).isCloseTo(0.5508172385395755, within(1e-9));
        assertThat(estimate.high()).isCloseTo(0.675849428127091, within(1e-9));
        assertThat(estimate.within(0.56, 0.65)).isEqualTo(new Estimate(estimate.value(), 0.56, 0.65));
        assertThat(Curves.overSeeds(new double[] {0.3}, 0.95)).isEqualTo(new Estimate(0.3, 0.3, 0.3));
    }

    @Test
    void overSeedsHoldsTheMean() {
        int held = 0;
        for (int r = 0; r < 2000; r++) {
            Estimate estimate =
                    Curves.overSeeds(SimulatedArm.normal(3, new CounterGenerator(CounterRandom.key(43, r))), 0.95);
            held += estimate.low() <= 0 && 0 <= estimate.high() ? 1 : 0;
        }
        assertThat(held / 2000.0).isBetween(0.935, 0.965);
    }

    @Test
    void curvesOfAnotherFormAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Curves.areaUnder(new double[0], new double[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> Curves.areaUnder(X, new double[] {1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.areaUnder(new double[] {0, 0}, new double[] {1, 1}))
                .withMessageContaining("point 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Curves.reach(new double[] {0, 1}, new double[] {1, Double.NaN}, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> Curves.overSeeds(new double[0], 0.95));
        assertThatIllegalArgumentException().isThrownBy(() -> Curves.overSeeds(new double[] {Double.NaN}, 0.95));
    }
}
