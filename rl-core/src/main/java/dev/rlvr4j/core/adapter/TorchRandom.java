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

    /** {@code torch.empty(n).uniform_(-bound, bound)}. */
    float[] uniform(int n, float bound) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = unit() * (bound + bound) - bound;
        }
        return values;
    }

    private float unit() {
        return (bits() & 0xFFFFFF) * 0x1p-24f;
    }

    private double wide() {
        long high = bits();
        return ((high << 32 | bits()) & 0x1FFFFFFFFFFFFFL) * 0x1p-53;
    }

    /** {@code torch.normal(0, deviation, (n,))}: Box and Muller, sixteen at a time; fewer than that in pairs. */
    float[] normal(int n, float deviation) {
        float[] values = new float[n];
        if (n < 16) {
            for (int i = 0; i < n; i += 2) {
                double angle = 2 * Math.PI * wide();
                double radius = Math.sqrt(-2 * Math.log1p(-wide()));
                values[i] = (float) (radius * Math.cos(angle) * deviation);
                if (i + 1 < n) {
                    values[i + 1] = (float) (radius * Math.sin(angle) * deviation);
                }
            }
            return values;
        }
        for (int i = 0; i < n; i++) {
            values[i] = unit();
        }
        for (int i = 0; i + 16 <= n; i += 16) {
            sixteen(values, i, deviation);
        }
        if (n % 16 != 0) {
            for (int i = n - 16; i < n; i++) {
                values[i] = unit();
            }
            sixteen(values, n - 16, deviation);
        }
        return values;
    }

    private static void sixteen(float[] values, int from, float deviation) {
        for (int i = from; i < from + 8; i++) {
            double radius = Math.sqrt(-2 * Math.log(1 - values[i]));
            double angle = 2 * Math.PI * values[i + 8];
            values[i] = (float) (radius * Math.cos(angle) * deviation);
            values[i + 8] = (float) (radius * Math.sin(angle) * deviation);
        }
    }
}
