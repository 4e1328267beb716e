package dev.rlvr4j.envs.datasets.parquet;

import java.nio.ByteBuffer;

/**
 * Small numbers in the format's hybrid of runs of one value and packed bits: levels, places in a dictionary, booleans.
 * What packed bits the writer left away at the end are zeros.
 */
final class HybridRuns {
    private final ByteBuffer data;
    private final int width;
    private int left;
    private boolean packed;
    private int repeated;
    private long bits;
    private int bitCount;

    /** @param width bits of a number, at most 32 */
    HybridRuns(ByteBuffer data, int width) {
        if (width > 32) {
            throw new DamagedException("numbers of " + width + " bits are packed");
        }
        this.data = data;
        this.width = width;
    }

    /** Bits that numbers up to a largest one take. */
    static int width(int largest) {
        return 32 - Integer.numberOfLeadingZeros(largest);
    }

    int next() {
        while (left == 0) {
            nextRun();
        }
        left--;
        return packed ? unpack() : repeated;
    }

    private void nextRun() {
        long head = Numbers.varint(data);
        packed = (head & 1) == 1;
        long count = packed ? (head >>> 1) * 8 : head >>> 1;
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new DamagedException("a run has " + count + " numbers");
        }
        left = (int) count;
        bits = 0;
        bitCount = 0;
        if (!packed) {
            repeated = 0;
            for (int shift = 0; shift < width; shift += 8) {
                repeated |= (data.get() & 255) << shift;
            }
        }
    }

    private int unpack() {
        while (bitCount < width) {
            bits |= (data.hasRemaining() ? data.get() & 255L : 0) << bitCount;
            bitCount += 8;
        }
        int value = (int) (bits & (1L << width) - 1);
        bits >>>= width;
        bitCount -= width;
        return value;
    }
}
