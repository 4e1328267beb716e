package dev.rlvr4j.experiments.statistics;

import dev.rlvr4j.core.loop.CounterRandom;
import org.apache.commons.math3.random.AbstractRandomGenerator;

/** {@link CounterRandom} as Commons Math's generator: the n-th draw is a function of (key, n). Not for several threads. */
final class CounterGenerator extends AbstractRandomGenerator {
    private final long key;
    private long counter;

    CounterGenerator(long key) {
        this.key = key;
    }

    /** Not supported: the key is the seed, and it is given once. */
    @Override
    public void setSeed(long seed) {
        throw new UnsupportedOperationException("the key is given once");
    }

    @Override
    public double nextDouble() {
        return CounterRandom.uniform(key, counter++);
    }

    /** A draw of the chi-squared distribution with a whole number of degrees of freedom. */
    double nextChiSquared(int degreesOfFreedom) {
        if (degreesOfFreedom > EXACT) {
            // Wilson and Hilferty (1931): the cube root is nearly normal, here to better than 1 in 1000.
            double c = 2.0 / (9.0 * degreesOfFreedom);
            double root = 1 - c + nextGaussian() * Math.sqrt(c);
            return degreesOfFreedom * root * root * root;
        }
        double sum = 0;
        for (int i = 0; i < degreesOfFreedom; i++) {
            double z = nextGaussian();
            sum += z * z;
        }
        return sum;
    }

    private static final int EXACT = 30;
}
