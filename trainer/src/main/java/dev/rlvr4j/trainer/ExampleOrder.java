package dev.rlvr4j.trainer;

import dev.rlvr4j.core.loop.CounterRandom;

/** Which example comes at which position of a run: pass after pass, each shuffled by (seed, pass). */
final class ExampleOrder {
    private static final long LARGEST_SHUFFLED = 1 << 24;

    private final long size;
    private final boolean shuffled;
    private final long seed;
    private long pass = -1;
    private int[] order = new int[0];

    ExampleOrder(long size, boolean shuffle, long seed) {
        this.size = size;
        this.shuffled = shuffle && size <= LARGEST_SHUFFLED;
        this.seed = CounterRandom.key(seed, "examples");
    }

    long index(long position) {
        if (!shuffled) {
            return position % size;
        }
        if (position / size != pass) {
            pass = position / size;
            order = permutation((int) size, CounterRandom.key(seed, pass));
        }
        return order[(int) (position % size)];
    }

    /** Fisher and Yates, with counter-based draws. */
    static int[] permutation(int size, long key) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = CounterRandom.below(key, i, i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
