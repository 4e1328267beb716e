package dev.rlvr4j.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.experiments.statistics.Simulation.Coverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Error rates at 0.05; 0.065 is two standard errors of 1000 repeats above. */
class DifferenceErrorRateTest {
    private static final double MOST = 0.065;

    static Stream<Arguments> settings() {
        List<Arguments> result = new ArrayList<>();
        for (boolean paired : new boolean[] {true, false}) {
            for (int seeds : new int[] {2, 3, 5}) {
                result.add(Arguments.of(paired, seeds, 64, 0.0, 0.0));
                result.add(Arguments.of(paired, seeds, 64, 0.8, 0.0));
                result.add(Arguments.of(paired, seeds, 64, 0.3, 4.5));
                result.add(Arguments.of(paired, seeds, 256, 0.8, 0.0));
            }
        }
        return result.stream();
    }

    @ParameterizedTest(name = "paired {0}, {1} seeds, {2} problems, seed spread {3}, skill {4}")
    @MethodSource("settings")
    void equalArmsAreSeldomCalledDifferent(boolean paired, int seeds, int problems, double spread, double skill) {
        // Each arm finds some problems easy that the other finds hard; over all problems they are equal.
        SimulatedArm arm = new SimulatedArm(skill, spread, 0.5);
        Difference[] differences = Simulation.ofDifference(arm, arm, seeds, problems, paired ? 0.7 : 0, paired);
        assertThat(Simulation.rejected(differences, Difference::p)).isLessThanOrEqualTo(MOST);
        Coverage coverage = coverage(differences, 0);
        assertThat(coverage.share()).isGreaterThanOrEqualTo(1 - MOST);
        // Student's t of S - 1 degrees needs 6.5, 2.2 and 1.4 times the width of a known variance.
        double widest = seeds == 2 ? 6.5 : seeds == 3 ? 2.4 : 1.6;
        assertThat(coverage.width() / coverage.oracleWidth()).isBetween(0.9, widest);
    }

    @ParameterizedTest(name = "paired {0}, {1} seeds, seed spread {2}")
    @CsvSource({
        "true, 3, 0",
        "true, 3, 0.8",
        "true, 5, 0.3",
        "false, 2, 0.3",
        "false, 3, 0",
        "false, 3, 0.8",
        "false, 5, 0.3"
    })
    void armsThatDifferByTheMarginAreSeldomCalledEquivalent(boolean paired, int seeds, double spread) {
        SimulatedArm better = new SimulatedArm(0.8, spread, 0.5);
        SimulatedArm worse = new SimulatedArm(0, spread, 0.5);
        double margin = better.accuracy() - worse.accuracy();
        Difference[] differences = Simulation.ofDifference(better, worse, seeds, 64, 0, paired);
        assertThat(margin).isBetween(0.1, 0.15);
        assertThat(Simulation.rejected(differences, d -> d.equivalenceP(margin)))
                .isLessThanOrEqualTo(MOST);
        assertThat(coverage(differences, margin).share()).isGreaterThanOrEqualTo(1 - MOST);
    }

    @Test
    void anArmOfUnstableSeedsAgainstAStableOneKeepsTheErrorRate() {
        SimulatedArm unstable = new SimulatedArm(0, 1.2, 0);
        SimulatedArm stable = new SimulatedArm(0, 0, 0);
        Difference[] differences = Simulation.ofDifference(unstable, stable, 3, 128, 0, false);
        assertThat(Simulation.rejected(differences, Difference::p)).isLessThanOrEqualTo(MOST);
    }

    @Test
    void toLeavePairingOutIsOnlyCautious() {
        SimulatedArm arm = new SimulatedArm(0, 0.8, 0);
        Difference[] differences = Simulation.ofDifference(arm, arm, 3, 128, 0.9, false);
        assertThat(Simulation.rejected(differences, Difference::p)).isLessThan(0.03);
    }

    @Test
    void aLargeDifferenceIsFound() {
        SimulatedArm better = new SimulatedArm(1.5, 0.2, 0.5);
        SimulatedArm worse = new SimulatedArm(0, 0.2, 0.5);
        assertThat(Simulation.rejected(Simulation.ofDifference(better, worse, 3, 256, 0, false), Difference::p))
                .isGreaterThan(0.9);
        assertThat(Simulation.rejected(Simulation.ofDifference(better, worse, 3, 256, 0.9, true), Difference::p))
                .isGreaterThan(0.8);
    }

    @Test
    void equalArmsAreFoundToMatch() {
        SimulatedArm arm = new SimulatedArm(2, 0.1, 0);
        Difference[] differences = Simulation.ofDifference(arm, arm, 5, 256, 0, false);
        assertThat(Simulation.rejected(differences, d -> d.equivalenceP(0.05))).isGreaterThan(0.6);
    }

    private static Coverage coverage(Difference[] differences, double truth) {
        return Coverage.of(Arrays.stream(differences).map(Difference::estimate).toArray(Estimate[]::new), truth);
    }
}
