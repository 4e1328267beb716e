package dev.rlvr4j.core.adapter;

import java.util.HashMap;
import java.util.Map;

/**
 * The numbers of PyTorch's CPU generator (Mersenne Twister MT19937, Matsumoto and Nishimura 1998), for what PEFT's files leave
 * out because a seed makes it again.
 */
final class TorchRandom {
    private static final int N = 624;
    private static final int M = 397;

    private final int[] state = new int[N];
    private int next = N;

    TorchRandom(int seed) {
        state[0] = seed;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /** 32 random bits, from 0 to 2^32 - 1. */
    long bits() {
        if (next == N) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        y ^= y >>> 18;
        return Integer.toUnsignedLong(y);
    }

    private void twist() {
        for (int i = 0; i < N; i++) {
            int y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7FFFFFFF);
            state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908B0DF);
        }
        next = 0;
    }

    /** The first entries of {@code torch.randperm(n)}. */
    long[] permutation(int n, int count) {
        Map<Long, Long> moved = new HashMap<>();
        long[] first = new long[count];
        for (int i = 0; i < count; i++) {
            long other = i + (i < n - 1 ? bits() % (n - i) : 0);
            first[i] = moved.getOrDefault(other, other);
            moved.put(other, moved.getOrDefault((long) i, (long) i));
        }
        return first;
    }
}
