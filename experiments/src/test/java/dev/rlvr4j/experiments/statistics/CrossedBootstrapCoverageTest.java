package dev.rlvr4j.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.experiments.statistics.Simulation.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Nominal coverage is 0.95; the standard error of a share of 1000 repeats is 0.007 there. */
class CrossedBootstrapCoverageTest {
    /** Skill 0 is an accuracy of 0.5, 4.5 one of 0.95; seeds differ by 0, 3 and 8 points of accuracy at 0.5. */
    static Stream<Arguments> settings() {
        List<Arguments> result = new ArrayList<>();
        for (double skill : new double[] {0, 4.5}) {
            for (int seeds : new int[] {2, 3, 5}) {
                for (int problems : new int[] {64, 256}) {
                    for (double spread : new double[] {0, 0.3, 0.8}) {
                        result.add(Arguments.of(skill, seeds, problems, spread));
                    }
                }
            }
        }
        return result.stream();
    }

    @ParameterizedTest(name = "skill {0}, {1} seeds, {2} problems, seed spread {3}")
    @MethodSource("settings")
    void anIntervalHoldsTheMeanOverAllSeedsAndProblems(double skill, int seeds, int problems, double spread) {
        Coverage coverage = Simulation.ofMean(new SimulatedArm(skill, spread, 0), seeds, problems);
        // Two seeds that may or may not differ: the interval is honest about it, and too wide if they do not.
        assertThat(coverage.share()).isBetween(0.94, seeds == 2 ? 1.0 : 0.992);
        // Student's t of S - 1 degrees needs 6.5, 2.2 and 1.4 times the width of a known variance.
        assertThat(coverage.width() / coverage.oracleWidth()).isBetween(0.9, seeds == 2 ? 6.5 : seeds == 3 ? 2.2 : 1.4);
    }

    @ParameterizedTest(name = "skill {0}, {1} problems")
    @CsvSource({"0, 64", "0, 256", "4.5, 64", "4.5, 256"})
    void oneSeedsIntervalHoldsTheMeanOverProblems(double skill, int problems) {
        Coverage coverage = Simulation.ofMean(new SimulatedArm(skill, 0, 0), 1, problems);
        assertThat(coverage.share()).isBetween(0.93, 0.985);
    }

    @Test
    void oneSeedsIntervalKnowsNothingOfSeedsThatDiffer() {
        Coverage coverage = Simulation.ofMean(new SimulatedArm(0, 0.8, 0), 1, 256);
        assertThat(coverage.share()).isLessThan(0.6);
        assertThat(CrossedBootstrap.countsSeeds(new double[1][256])).isFalse();
        assertThat(CrossedBootstrap.countsSeeds(new double[2][256])).isTrue();
    }
}
