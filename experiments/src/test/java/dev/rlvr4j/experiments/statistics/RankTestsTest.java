package dev.rlvr4j.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.loop.CounterRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.MannWhitneyUTest;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankTestsTest {
    @Test
    void signedRankOfUntiedValuesIsTheTextbooks() {
        // Hollander and Wolfe's depression data, as in R's ?wilcox.test: V = 40, p-value = 0.03906
        double[] first = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
        double[] second = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
        double[] differences =
                IntStream.range(0, 9).mapToDouble(i -> first[i] - second[i]).toArray();
        assertThat(RankTests.signedRank(differences)).isCloseTo(0.0390625, within(1e-12));
        assertThat(new WilcoxonSignedRankTest().wilcoxonSignedRankTest(first, second, true))
                .isCloseTo(RankTests.signedRank(differences), within(1e-12));
    }

    @Test
    void signedRankWithTiesAndZerosCountsAllSigns() {
        // By enumeration of all signs of the nonzero ranks (scipy.stats.rankdata).
        assertThat(RankTests.signedRank(new double[] {0, 0, 1, 1, -1, 2, 2, 3, -2, 4}))
                .isCloseTo(0.1640625, within(1e-12));
        assertThat(RankTests.signedRank(new double[] {0.25, 0.25, -0.25, 0.5, 0, 0, 0.75}))
                .isCloseTo(0.25, within(1e-12));
    }

    @Test
    void signedRankOfManyValuesIsTheNormalApproximation() {
        double[] values =
                IntStream.range(0, 150).mapToDouble(i -> i * 37 % 23 - 8).toArray();
        // scipy.stats.wilcoxon(values, zero_method='pratt', correction=False, method='approx')
        assertThat(RankTests.signedRank(values)).isCloseTo(2.7125216236180563e-06, within(1e-11));
    }

    @Test
    void whereNothingDiffersThereIsNothingToFind() {
        assertThat(RankTests.signedRank(new double[0])).isEqualTo(1);
        assertThat(RankTests.signedRank(new double[5])).isEqualTo(1);
        assertThat(RankTests.rankSum(new double[] {1, 1}, new double[] {1, 1, 1}))
                .isEqualTo(1);
    }

    @Test
    void rankSumOfUntiedValuesIsTheTextbooks() {
        // Hollander and Wolfe's permeability data, as in R's ?wilcox.test: W = 35, two-sided p-value = 0.2544
        double[] a = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
        double[] b = {1.15, 0.88, 0.90, 0.74, 1.21};
        assertThat(RankTests.rankSum(a, b)).isCloseTo(0.2544122544122544, within(1e-12));
        assertThat(RankTests.rankSum(b, a)).isCloseTo(0.2544122544122544, within(1e-12));
    }

    @Test
    void rankSumWithTiesCountsAllPartings() {
        // By enumeration of all partings of the midranks.
        assertThat(RankTests.rankSum(new double[] {1, 2, 2, 3}, new double[] {2, 3, 4, 4, 5}))
                .isCloseTo(0.0873015873015873, within(1e-12));
        assertThat(RankTests.rankSum(new double[] {1, 1, 2}, new double[] {2, 2, 3, 3}))
                .isCloseTo(0.17142857142857143, within(1e-12));
        assertThat(RankTests.rankSum(new double[] {1, 2, 3}, new double[] {4, 5, 6}))
                .isCloseTo(0.1, within(1e-12));
    }

    @Test
    void rankSumOfManyValuesIsTheNormalApproximation() {
        double[] a = IntStream.range(0, 40).mapToDouble(i -> i * 7 % 11).toArray();
        double[] b = IntStream.range(0, 35).mapToDouble(i -> i * 5 % 13 + 1).toArray();
        // scipy.stats.mannwhitneyu(a, b, method='asymptotic', use_continuity=True)
        assertThat(RankTests.rankSum(a, b)).isCloseTo(0.04296053465030718, within(1e-9));
    }

    @Test
    void exactAndApproximateMeet() {
        CounterGenerator random = new CounterGenerator(2);
        double[] a = SimulatedArm.normal(30, random);
        double[] b = IntStream.range(0, 30)
                .mapToDouble(i -> random.nextGaussian() + 0.5)
                .toArray();
        assertThat(RankTests.rankSum(a, b)).isCloseTo(new MannWhitneyUTest().mannWhitneyUTest(a, b), within(0.002));
    }

    @ParameterizedTest(name = "{0} differences")
    @CsvSource({"8", "64", "200"})
    void signedRankKeepsItsErrorRateWithTiesAndZeros(int n) {
        int rejected = 0;
        for (int r = 0; r < 2000; r++) {
            CounterGenerator random = new CounterGenerator(CounterRandom.key(31, r));
            double[] differences = IntStream.range(0, n)
                    .mapToDouble(i -> (random.nextInt(4) - random.nextInt(4)) / 4.0)
                    .toArray();
            rejected += RankTests.signedRank(differences) < 0.05 ? 1 : 0;
        }
        assertThat(rejected / 2000.0).isBetween(n == 8 ? 0.005 : 0.035, 0.06);
    }

    @ParameterizedTest(name = "{0} against {1}")
    @CsvSource({"4, 4", "5, 9", "40, 50"})
    void rankSumKeepsItsErrorRateWithTies(int n, int m) {
        int rejected = 0;
        for (int r = 0; r < 2000; r++) {
            CounterGenerator random = new CounterGenerator(CounterRandom.key(37, r));
            double[] a =
                    IntStream.range(0, n).mapToDouble(i -> random.nextInt(6)).toArray();
            double[] b =
                    IntStream.range(0, m).mapToDouble(i -> random.nextInt(6)).toArray();
            rejected += RankTests.rankSum(a, b) < 0.05 ? 1 : 0;
        }
        assertThat(rejected / 2000.0).isBetween(n == 4 ? 0.005 : 0.03, 0.06);
    }

    @Test
    void aSideWithoutValuesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> RankTests.rankSum(new double[0], new double[] {1}));
    }
}
