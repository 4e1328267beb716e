package dev.rlvr4j.envs;

import dev.rlvr4j.core.loop.CounterRandom;

/**
 * A pseudo-random permutation of {@code [0, size)} that is computed and not stored: a Feistel network over the next even
 * number of bits, walked along its cycle until it lands inside (Black, Rogaway 2002, "Ciphers with Arbitrary Finite Domains").
 */
final class Permutation {
    private static final int ROUNDS = 6;

    private final long size;
    private final int halfBits;
    private final long key;

    Permutation(long size, long key) {
        this.size = size;
        this.halfBits = (64 - Long.numberOfLeadingZeros(size - 1) + 1) / 2;
        this.key = key;
    }

    /** Where an index goes; under four network passes on average. */
    long at(long index) {
        long value = index;
        do {
            value = network(value);
        } while (Long.compareUnsigned(value, size) >= 0);
        return value;
    }

    private long network(long value) {
        long mask = (1L << halfBits) - 1;
        long left = value >>> halfBits;
        long right = value & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long mixed = left ^ (CounterRandom.bits(CounterRandom.key(key, round), right) & mask);
            left = right;
            right = mixed;
        }
        return left << halfBits | right;
    }
}
