package dev.rlvr4j.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void pValuesAreThoseOfStudentsT() {
        // scipy.stats.t.sf(0.03 / 0.012, 3.7) * 2 and t.sf((0.05 - 0.01) / 0.012, 3.7)
        assertThat(difference(0.03, 0.012, 3.7).p()).isCloseTo(0.07182202291182678, within(1e-9));
        assertThat(difference(-0.03, 0.012, 3.7).p()).isCloseTo(0.07182202291182678, within(1e-9));
        assertThat(difference(0.01, 0.012, 3.7).equivalenceP(0.05)).isCloseTo(0.016316907374672198, within(1e-9));
        assertThat(difference(-0.01, 0.012, 3.7).equivalenceP(0.05)).isCloseTo(0.016316907374672198, within(1e-9));
    }

    @Test
    void aDifferenceBeyondTheMarginIsNotEquivalent() {
        assertThat(difference(0.05, 0.01, 10).equivalenceP(0.05)).isCloseTo(0.5, within(1e-12));
        assertThat(difference(0.3, 0.01, 10).equivalenceP(0.05)).isGreaterThan(0.999);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> difference(0, 0.01, 10).equivalenceP(0));
    }

    @Test
    void pIsBelowItsLevelWhereTheIntervalLeavesOutZero() {
        CounterGenerator random = new CounterGenerator(4);
        for (int r = 0; r < 200; r++) {
            double[] problems = SimulatedArm.normal(40, random);
            double[][] a = new SimulatedArm(0.9, 0.2, 0.3).run(SimulatedArm.normal(3, random), problems, random);
            double[][] b = new SimulatedArm(0, 0.2, 0.3).run(SimulatedArm.normal(3, random), problems, random);
            for (double level : new double[] {0.9, 0.95, 0.99}) {
                Difference difference = CrossedBootstrap.difference(a, b, r % 2 == 0, level, r, 50);
                Estimate estimate = difference.estimate();
                assertThat(difference.p() < 1 - level).isEqualTo(estimate.low() > 0 || estimate.high() < 0);
            }
        }
    }

    @Test
    void theFittedDistributionHasTheQuantiles() {
        // 0.02 times scipy.stats.t.ppf of 0.95 and 0.995 at 4.3 degrees of freedom
        StudentFit fit = StudentFit.of(0.04179644192543891, 0.08783933415368109);
        assertThat(fit.scale()).isCloseTo(0.02, within(2e-4));
        assertThat(fit.degreesOfFreedom()).isCloseTo(4.3, within(0.1));
        double outer =
                fit.scale() * new TDistribution(null, fit.degreesOfFreedom()).inverseCumulativeProbability(0.995);
        assertThat(outer).isCloseTo(0.08783933, within(1e-4));
    }

    @Test
    void tailsBeyondTheRangeBecomeItsEnds() {
        assertThat(StudentFit.of(1, 1.4).degreesOfFreedom()).isCloseTo(StudentFit.MOST, within(1.0));
        assertThat(StudentFit.of(1, 1e6).degreesOfFreedom()).isCloseTo(StudentFit.LEAST, within(1e-9));
    }

    private static Difference difference(double value, double standardError, double degreesOfFreedom) {
        return new Difference(new Estimate(value, -1, 1), standardError, degreesOfFreedom);
    }
}
