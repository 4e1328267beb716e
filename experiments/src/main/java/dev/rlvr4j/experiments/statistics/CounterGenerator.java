package dev.rlvr4j.experiments.statistics;

import dev.rlvr4j.core.loop.CounterRandom;
import org.apache.commons.math3.random.AbstractRandomGenerator;

/** {@link CounterRandom} as Commons Math's generator: the n-th draw is a function of (key, n). Not for several threads. */
public final class CounterGenerator extends AbstractRandomGenerator {
    private final long key;
    private long counter;

    public CounterGenerator(long key) {
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
}
