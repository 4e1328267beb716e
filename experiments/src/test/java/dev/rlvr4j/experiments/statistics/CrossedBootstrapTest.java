package dev.rlvr4j.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossedBootstrapTest {
    private static final double[][] FIRST = {{1, 0, 1, 1, 0.5, 1, 0, 1}, {1, 0, 1, 0, 0.5, 1, 1, 1}};
    private static final double[][] SECOND = {{1, 0, 0, 1, 0.5, 0, 0, 1}, {0, 0, 1, 0, 0, 1, 0, 1}};

    @Test
    void theSameKeyGivesTheSameNumbers() {
        assertThat(CrossedBootstrap.mean(FIRST, 0.95, 3)).isEqualTo(CrossedBootstrap.mean(FIRST, 0.95, 3));
        assertThat(CrossedBootstrap.mean(FIRST, 0.95, 4)).isNotEqualTo(CrossedBootstrap.mean(FIRST, 0.95, 3));
        assertThat(CrossedBootstrap.difference(FIRST, SECOND, true, 0.95, 3))
                .isEqualTo(CrossedBootstrap.difference(FIRST, SECOND, true, 0.95, 3));
    }

    @Test
    void theValueIsTheGrandMeanAndAHigherLevelIsWider() {
        Estimate narrow = CrossedBootstrap.mean(FIRST, 0.8, 3);
        Estimate wide = CrossedBootstrap.mean(FIRST, 0.95, 3);
        assertThat(wide.value()).isCloseTo(11.0 / 16, within(1e-12));
        assertThat(wide.low()).isBetween(0.0, narrow.low());
        assertThat(wide.high()).isBetween(narrow.high(), 1.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 1})
    void equalValuesAreNotCertain(double value) {
        double[][] y = filled(3, 64, value);
        Estimate estimate = CrossedBootstrap.mean(y, 0.95, 1);
        assertThat(estimate.value()).isCloseTo(value, within(1e-12));
        // Wilson's interval of 64 trials; of 0 successes its upper end is z^2 / (n + z^2).
        assertThat(estimate.high() - estimate.low()).isGreaterThan(0.056);
        if (value == 0) {
            assertThat(estimate.low()).isZero();
            assertThat(estimate.high()).isCloseTo(3.8415 / 67.8415, within(1e-5));
        }
        Difference difference = CrossedBootstrap.difference(y, y, true, 0.95, 1);
        assertThat(difference.p()).isEqualTo(1);
        assertThat(difference.estimate().high()).isCloseTo(1.96 / 66 / Math.sqrt(3), within(0.001));
        assertThat(difference.equivalenceP(0.01)).isGreaterThan(0.1);
    }

    @Test
    void armsThatAreAllRightAndAllWrongDifferByOneAtMost() {
        Difference difference = CrossedBootstrap.difference(filled(2, 16, 1), filled(3, 16, 0), false, 0.95, 1);
        assertThat(difference.estimate().value()).isEqualTo(1);
        assertThat(difference.estimate().high()).isEqualTo(1);
        assertThat(difference.estimate().low()).isBetween(0.7, 0.99);
        assertThat(difference.p()).isLessThan(1e-6);
    }

    @Test
    void whereOnlySeedsVaryTheIntervalIsStudentsT() {
        double[] perSeed = {0.42, 0.61, 0.55, 0.47};
        double[][] y =
                Arrays.stream(perSeed).mapToObj(v -> filled(1, 200, v)[0]).toArray(double[][]::new);
        Difference difference = CrossedBootstrap.difference(y, filled(4, 200, 0.5), true, 0.95, 9);
        double half = new TDistribution(null, 3).inverseCumulativeProbability(0.975)
                * Math.sqrt(StatUtils.variance(perSeed) / 4);
        assertThat(difference.estimate().high() - difference.estimate().value()).isCloseTo(half, within(0.05 * half));
        assertThat(difference.degreesOfFreedom()).isBetween(2.4, 3.8);
    }

    @Test
    void whereOnlyProblemsVaryTheIntervalIsTheirs() {
        CounterGenerator random = new CounterGenerator(8);
        double[] problems = SimulatedArm.normal(60, random);
        double[] y = Arrays.stream(problems).map(z -> 0.5 + 0.1 * Math.tanh(z)).toArray();
        Estimate estimate = CrossedBootstrap.mean(new double[][] {y}, 0.95, 9);
        double half = 2.001 * Math.sqrt(StatUtils.variance(y) / 60);
        assertThat((estimate.high() - estimate.low()) / 2).isCloseTo(half, within(0.06 * half));
    }

    @Test
    void swappedArmsGiveTheOppositeDifference() {
        Difference one = CrossedBootstrap.difference(FIRST, SECOND, true, 0.95, 3);
        Difference other = CrossedBootstrap.difference(SECOND, FIRST, true, 0.95, 3);
        assertThat(other.estimate().value()).isEqualTo(-one.estimate().value());
        assertThat(other.estimate().low()).isCloseTo(-one.estimate().high(), within(0.2));
        assertThat(other.p()).isCloseTo(one.p(), within(0.1));
    }

    @Test
    void anArmWithOneSeedIsGivenTheOthersSeedVariance() {
        double[][] varied = {filled(1, 50, 0.4)[0], filled(1, 50, 0.5)[0], filled(1, 50, 0.6)[0]};
        double[][] single = filled(1, 50, 0.5);
        // sd 0.1 between seeds: the variance of the difference is 0.01 (1/3 + 1), of 2 degrees of freedom.
        double half = 4.303 * 0.1 * Math.sqrt(4.0 / 3);
        Estimate estimate =
                CrossedBootstrap.difference(single, varied, false, 0.95, 1).estimate();
        assertThat(estimate.high()).isCloseTo(half, within(0.06 * half));
    }

    @Test
    void oneProblemSaysNothingOfOthers() {
        Estimate estimate = CrossedBootstrap.mean(new double[][] {{0.5}}, 0.95, 1);
        assertThat(estimate.high() - estimate.low()).isGreaterThan(0.8);
    }

    @Test
    void tablesOfAnotherFormAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> CrossedBootstrap.mean(new double[0][0], 0.95, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> CrossedBootstrap.mean(new double[2][0], 0.95, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossedBootstrap.mean(new double[][] {{1, 0}, {1}}, 0.95, 1))
                .withMessageContaining("rows of 2 and of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossedBootstrap.mean(new double[][] {{1.5}}, 0.95, 1))
                .withMessageContaining("1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossedBootstrap.mean(new double[][] {{Double.NaN}}, 0.95, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> CrossedBootstrap.mean(FIRST, 1, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossedBootstrap.difference(FIRST, new double[2][7], true, 0.95, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossedBootstrap.difference(FIRST, new double[3][8], true, 0.95, 1))
                .withMessageContaining("cannot be paired");
    }

    private static double[][] filled(int seeds, int problems, double value) {
        double[][] y = new double[seeds][problems];
        for (double[] row : y) {
            Arrays.fill(row, value);
        }
        return y;
    }
}
