package dev.rlvr4j.experiments.statistics;

import java.util.function.DoubleSupplier;
import org.apache.commons.math3.distribution.GammaDistribution;

/**
 * What a few seeds say of the variance that seeds add to a mean. They vary by {@code seen}, of which {@code rest} is explained by
 * the cells' own noise.
 *
 * @param seen estimated variance of the mean, as the seeds vary
 * @param rest the part of it that would be there if all seeds were alike
 * @param degrees of freedom of {@code seen}; 0 where no seed has another to be compared with, and then no variance is known
 */
record SeedVariance(double seen, double rest, double degrees) {
    static final SeedVariance UNKNOWN = new SeedVariance(0, 0, 0);

    /** Of a table's grand mean. */
    static SeedVariance of(TwoWay table) {
        return of(table, 1.0 / table.seeds());
    }

    /** Of the difference of two tables' grand means, whose seeds are independent; a table of one seed is given the other's. */
    static SeedVariance ofDifference(TwoWay a, TwoWay b) {
        if (a.seeds() < 2 || b.seeds() < 2) {
            return of(a.seeds() < 2 ? b : a, 1.0 / a.seeds() + 1.0 / b.seeds());
        }
        SeedVariance first = of(a);
        SeedVariance second = of(b);
        double seen = first.seen + second.seen;
        double squares = first.seen * first.seen / first.degrees + second.seen * second.seen / second.degrees;
        // Welch (1947). Where neither varies any number does.
        double degrees = squares > 0 ? seen * seen / squares : first.degrees + second.degrees;
        return new SeedVariance(seen, first.rest + second.rest, degrees);
    }

    /** Of a single seed, from the seeds of several tables together, which are taken to vary alike. */
    static SeedVariance pooled(TwoWay... tables) {
        double degrees = 0;
        double seen = 0;
        double rest = 0;
        for (TwoWay table : tables) {
            SeedVariance each = of(table, 1);
            degrees += each.degrees;
            seen += each.degrees * each.seen;
            rest += each.degrees * each.rest;
        }
        return degrees == 0 ? UNKNOWN : new SeedVariance(seen / degrees, rest / degrees, degrees);
    }

    private static SeedVariance of(TwoWay table, double weight) {
        if (table.seeds() < 2) {
            return UNKNOWN;
        }
        double scale = weight / table.problemMeans().length;
        return new SeedVariance(scale * table.seedMeanSquare(), scale * table.restMeanSquare(), table.seeds() - 1);
    }

    /**
     * Draws of the variance by which seeds differ in truth, {@code (seen degrees / chi2(degrees) - rest)+}: its generalized pivotal
     * quantity. It is never below 0, however alike the seeds are by luck. Always 0 where it is unknown.
     */
    DoubleSupplier draws(CounterGenerator random) {
        if (degrees == 0) {
            return () -> 0;
        }
        GammaDistribution chiSquared = new GammaDistribution(random, degrees / 2, 2);
        return () -> Math.max(0, seen * degrees / Math.max(chiSquared.sample(), Double.MIN_NORMAL) - rest);
    }
}
