package dev.rlvr4j.experiments.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.experiments.statistics.LearningRates.Best;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRatesTest {
    private static final double[] RATES = {1e-5, 1e-4, 1e-3, 1e-2};

    @Test
    void theBestIsThePeakOfTheParabola() {
        // 0.8 - 0.1 (log10 rate + 3.3)^2
        double[] heights = Arrays.stream(RATES)
                .map(rate -> 0.8 - 0.1 * Math.pow(Math.log10(rate) + 3.3, 2))
                .toArray();
        Best best = LearningRates.best(RATES, tables(heights));
        assertThat(best.index()).isEqualTo(2);
        assertThat(Math.log10(best.rate())).isCloseTo(-3.3, within(1e-9));
        assertThat(best.atEnd()).isFalse();
    }

    @Test
    void atTheEndOfTheGridItIsTheRateItself() {
        assertThat(LearningRates.best(RATES, tables(0.1, 0.2, 0.3, 0.4))).isEqualTo(new Best(3, 1e-2, true));
        assertThat(LearningRates.best(RATES, tables(0.4, 0.2, 0.3, 0.1))).isEqualTo(new Best(0, 1e-5, true));
        assertThat(LearningRates.best(new double[] {1e-4}, tables(0.4))).isEqualTo(new Best(0, 1e-4, false));
    }

    @Test
    void ofEqualRatesTheSmallestIsTheIndexAndTheirMiddleTheRate() {
        Best best = LearningRates.best(RATES, tables(0.1, 0.5, 0.5, 0.1));
        assertThat(best.index()).isEqualTo(1);
        assertThat(Math.log10(best.rate())).isCloseTo(-3.5, within(1e-9));
        assertThat(LearningRates.best(RATES, tables(0.5, 0.5, 0.5, 0.5))).isEqualTo(new Best(0, 1e-5, true));
    }

    @Test
    void ratesWithoutAFinishedRunAreLeftOut() {
        double[][][] tables = tables(0.3, 0.4, 0, 0.2);
        tables[2] = new double[0][];
        Best best = LearningRates.best(RATES, tables);
        assertThat(best.index()).isEqualTo(1);
        assertThat(best.rate()).isBetween(1e-5, 1e-3);
        tables[3] = new double[0][];
        // No neighbour above: 1e-4 itself, which is not the end of the grid.
        assertThat(LearningRates.best(RATES, tables)).isEqualTo(new Best(1, 1e-4, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearningRates.best(RATES, new double[4][0][]))
                .withMessageContaining("no learning rate has a finished run");
    }

    @Test
    void gridsOfAnotherFormAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> LearningRates.best(RATES, tables(1, 2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearningRates.best(new double[] {1e-3, 1e-4}, tables(1, 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> LearningRates.best(new double[] {0, 1}, tables(1, 2)));
        double[][][] ragged = tables(0.1, 0.2, 0.3, 0.4);
        ragged[1] = new double[2][5];
        assertThatIllegalArgumentException().isThrownBy(() -> LearningRates.best(RATES, ragged));
    }

    @Test
    void anArmAgainstItselfHasTheRatioOne() {
        CounterGenerator random = new CounterGenerator(12);
        double[][][] tables = simulate(RATES, 3e-4, 2, 0.3, 3, SimulatedArm.normal(64, random), random);
        Estimate ratio = LearningRates.ratio(RATES, tables, RATES, tables, 0.95, 5);
        assertThat(ratio.value()).isEqualTo(1);
        assertThat(ratio.low()).isBetween(1e-3, 0.99);
        assertThat(ratio.high()).isBetween(1.01, 1e3);
        assertThat(LearningRates.ratio(RATES, tables, RATES, tables, 0.95, 5)).isEqualTo(ratio);
        Estimate optimum = LearningRates.optimum(RATES, tables, 0.95, 5);
        assertThat(optimum.value()).isEqualTo(LearningRates.best(RATES, tables).rate());
        assertThat(optimum.low()).isGreaterThanOrEqualTo(1e-5);
        assertThat(optimum.high()).isLessThanOrEqualTo(1e-2);
    }

    @ParameterizedTest(name = "{0} seeds, {1} problems, seed spread {2}, bend {3}")
    @CsvSource({
        "2, 64, 0, 2",
        "2, 64, 0.8, 2",
        "3, 64, 0.3, 0.5",
        "3, 64, 0.3, 2",
        "3, 256, 0, 6",
        "3, 256, 0.3, 6",
        "3, 256, 0.8, 6",
        "5, 64, 0.3, 2",
        "5, 256, 0.8, 6",
        "1, 64, 0, 2"
    })
    void intervalsHoldTheTrueOptimumAndRatio(int seeds, int problems, double spread, double bend) {
        int repeats = 400;
        double[] first = halfDecades(1e-5);
        double[] second = halfDecades(1e-6);
        int ratios = 0;
        int optima = 0;
        double decades = 0;
        for (int r = 0; r < repeats; r++) {
            CounterGenerator random = new CounterGenerator(CounterRandom.key(47, r));
            // Anywhere in the inner decade of the two that a grid spans.
            double a = 1e-5 * Math.pow(10, 0.5 + random.nextDouble());
            double b = 1e-6 * Math.pow(10, 0.5 + random.nextDouble());
            double[] difficulties = SimulatedArm.normal(problems, random);
            double[][][] ofA = simulate(first, a, bend, spread, seeds, difficulties, random);
            double[][][] ofB = simulate(second, b, bend, spread, seeds, difficulties, random);
            Estimate ratio = LearningRates.ratio(first, ofA, second, ofB, 0.95, r, Simulation.RESAMPLES);
            Estimate optimum = LearningRates.optimum(first, ofA, 0.95, r, Simulation.RESAMPLES);
            ratios += ratio.low() <= a / b && a / b <= ratio.high() ? 1 : 0;
            optima += optimum.low() <= a && a <= optimum.high() ? 1 : 0;
            decades += Math.log10(ratio.high() / ratio.low()) / repeats;
        }
        assertThat(ratios / (double) repeats).isGreaterThanOrEqualTo(0.9);
        assertThat(optima / (double) repeats).isGreaterThanOrEqualTo(0.9);
        // Four decades is all that the grids can express.
        assertThat(decades).isLessThan(2.5);
    }

    private static double[] halfDecades(double from) {
        double[] rates = new double[5];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = from * Math.pow(10, i / 2.0);
        }
        return rates;
    }

    /** Runs whose logit of accuracy falls by {@code bend} a squared decade from the optimum. */
    private static double[][][] simulate(
            double[] rates,
            double optimum,
            double bend,
            double spread,
            int seeds,
            double[] difficulties,
            CounterGenerator random) {
        double[][][] tables = new double[rates.length][][];
        for (int i = 0; i < rates.length; i++) {
            double decades = Math.log10(rates[i] / optimum);
            tables[i] = new SimulatedArm(0.5 - bend * decades * decades, spread, 0)
                    .run(SimulatedArm.normal(seeds, random), difficulties, random);
        }
        return tables;
    }

    private static double[][][] tables(double... heights) {
        double[][][] tables = new double[heights.length][2][3];
        for (int i = 0; i < heights.length; i++) {
            Arrays.fill(tables[i][0], heights[i]);
            Arrays.fill(tables[i][1], heights[i]);
        }
        return tables;
    }
}
