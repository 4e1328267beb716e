package dev.rlvr4j.experiments.statistics;

import dev.rlvr4j.core.loop.CounterRandom;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * The best learning rate of a grid, and how well it is known. {@code validation[i]} is the table [S][P] of the runs with
 * {@code rates[i]}; an empty one has no finished run and is left out.
 *
 * <p>Intervals are percentiles of a bootstrap (Efron 1979) on the logarithm of the rate. Problems are resampled, the same for all
 * rates and both arms; a mean over seeds gets normal noise, whose variance is drawn as in {@link CrossedBootstrap} from what the
 * seeds of the best rate and its neighbours together say of it (none where those have one seed each). They count which rate of the
 * grid looks best by chance, but not that the curve may be no parabola, nor what lies beyond the grid: where the best is its first
 * or last rate, the interval ends there, and the truth may not.
 */
public final class LearningRates {
    private static final int RESAMPLES = 4000;

    private LearningRates() {}

    /** A learning rate as people write it, with all its digits: {@code 3.16e-4}. */
    public static String text(double rate) {
        BigDecimal exact = new BigDecimal(Double.toString(rate)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        return exact.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
    }

    /**
     * The best of a grid.
     *
     * @param index of the rate with the highest mean accuracy; of equal ones the smallest rate
     * @param rate the peak of the parabola, over the logarithm of the rate, through that point and its nearest neighbours with
     *     finished runs, so between those; the grid's rate itself where it has no neighbour on one side
     * @param atEnd whether that is the first or the last rate of a grid of several
     */
    public record Best(int index, double rate, boolean atEnd) {}

    /**
     * The best learning rate.
     *
     * @param rates ascending, above 0 [R]
     * @param validation a table [S][P] for each rate, maybe empty [R]
     * @throws IllegalArgumentException if all tables are empty, or for arrays of another form
     */
    public static Best best(double[] rates, double[][][] validation) {
        Grid grid = Grid.of(rates, validation);
        Peak peak = peak(grid.logs, grid.means());
        int index = grid.places[peak.place];
        boolean atEnd = rates.length > 1 && (index == 0 || index == rates.length - 1);
        double rate = grid.logs[peak.place] == peak.log ? rates[index] : Math.exp(peak.log);
        return new Best(index, rate, atEnd);
    }

    /** The best learning rate with its interval over seeds and problems. The value is {@link Best#rate}. */
    public static Estimate optimum(double[] rates, double[][][] validation, double level, long key) {
        return optimum(rates, validation, level, key, RESAMPLES);
    }

    static Estimate optimum(double[] rates, double[][][] validation, double level, long key, int resamples) {
        double[] logs = peaks(Grid.of(rates, validation), key, CounterRandom.key(key, "seeds"), resamples);
        return interval(best(rates, validation).rate(), logs, level);
    }

    /**
     * The best learning rate of a over that of b with its interval over seeds and problems. It cannot leave what the two grids
     * span: {@code [first of a / last of b, last of a / first of b]}.
     *
     * @param a tables of the first arm, on the same problems as b's
     */
    public static Estimate ratio(
            double[] ratesA, double[][][] a, double[] ratesB, double[][][] b, double level, long key) {
        return ratio(ratesA, a, ratesB, b, level, key, RESAMPLES);
    }

    static Estimate ratio(
            double[] ratesA, double[][][] a, double[] ratesB, double[][][] b, double level, long key, int resamples) {
        Grid first = Grid.of(ratesA, a);
        Grid second = Grid.of(ratesB, b);
        if (first.problems() != second.problems()) {
            throw new IllegalArgumentException(
                    "tables of " + first.problems() + " and of " + second.problems() + " problems");
        }
        double[] logs = peaks(first, key, CounterRandom.key(key, "seeds of a"), resamples);
        double[] others = peaks(second, key, CounterRandom.key(key, "seeds of b"), resamples);
        for (int r = 0; r < resamples; r++) {
            logs[r] -= others[r];
        }
        return interval(best(ratesA, a).rate() / best(ratesB, b).rate(), logs, level);
    }

    private static Estimate interval(double value, double[] logs, double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("a level of " + level + ", which is not between 0 and 1");
        }
        Percentile percentile = new Percentile();
        percentile.setData(logs);
        double low = Math.exp(percentile.evaluate(50 * (1 - level)));
        double high = Math.exp(percentile.evaluate(50 * (1 + level)));
        return new Estimate(value, Math.min(value, low), Math.max(value, high));
    }

    /** Logarithms of the best rate in each resample. */
    private static double[] peaks(Grid grid, long problemKey, long seedKey, int resamples) {
        ProblemResamples problems =
                new ProblemResamples(grid.problems(), resamples, CounterRandom.key(problemKey, "problems"));
        CounterGenerator random = new CounterGenerator(seedKey);
        DoubleSupplier variance = SeedVariance.pooled(grid.aroundBest()).draws(random);
        double[][] problemMeans =
                Arrays.stream(grid.tables).map(TwoWay::problemMeans).toArray(double[][]::new);
        double[] means = grid.means();
        double[] result = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            double[] drawn = problems.deviations(r, problemMeans);
            double ofSeed = variance.getAsDouble();
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] += means[i] + Math.sqrt(ofSeed / grid.tables[i].seeds()) * random.nextGaussian();
            }
            result[r] = peak(grid.logs, drawn).log;
        }
        return result;
    }

    private record Peak(int place, double log) {}

    private static Peak peak(double[] x, double[] y) {
        int best = 0;
        for (int i = 1; i < y.length; i++) {
            if (y[i] > y[best]) {
                best = i;
            }
        }
        if (best == 0 || best == y.length - 1) {
            return new Peak(best, x[best]);
        }
        double left = (y[best] - y[best - 1]) / (x[best] - x[best - 1]);
        double right = (y[best] - y[best + 1]) / (x[best + 1] - x[best]);
        // Both slopes fall away from the best, so that the peak lies between the middles of the two gaps.
        double middleLeft = (x[best] + x[best - 1]) / 2;
        double middleRight = (x[best] + x[best + 1]) / 2;
        double log = left + right > 0 ? middleLeft + (middleRight - middleLeft) * left / (left + right) : x[best];
        return new Peak(best, log);
    }

    /** The rates with finished runs: their places in the full grid, logarithms and tables. */
    private record Grid(int[] places, double[] logs, TwoWay[] tables) {
        static Grid of(double[] rates, double[][][] validation) {
            if (rates.length != validation.length) {
                throw new IllegalArgumentException(rates.length + " rates and " + validation.length + " tables");
            }
            for (int i = 0; i < rates.length; i++) {
                if (!(rates[i] > (i == 0 ? 0 : rates[i - 1]) && Double.isFinite(rates[i]))) {
                    throw new IllegalArgumentException(
                            "rates " + Arrays.toString(rates) + " are not positive and ascending");
                }
            }
            int[] places = IntStream.range(0, rates.length)
                    .filter(i -> validation[i].length > 0)
                    .toArray();
            if (places.length == 0) {
                throw new IllegalArgumentException("no learning rate has a finished run");
            }
            double[] logs =
                    Arrays.stream(places).mapToDouble(i -> Math.log(rates[i])).toArray();
            TwoWay[] tables = Arrays.stream(places)
                    .mapToObj(i -> TwoWay.of(validation[i]))
                    .toArray(TwoWay[]::new);
            for (TwoWay table : tables) {
                if (table.problemMeans().length != tables[0].problemMeans().length) {
                    throw new IllegalArgumentException(
                            "learning rates were validated on different numbers of problems");
                }
            }
            return new Grid(places, logs, tables);
        }

        int problems() {
            return tables[0].problemMeans().length;
        }

        /**
         * The tables that the parabola goes through. Far from the best, accuracies may be near 0, where seeds cannot differ.
         */
        TwoWay[] aroundBest() {
            int best = peak(logs, means()).place;
            return Arrays.copyOfRange(tables, Math.max(0, best - 1), Math.min(tables.length, best + 2));
        }

        double[] means() {
            return Arrays.stream(tables).mapToDouble(TwoWay::mean).toArray();
        }
    }
}
