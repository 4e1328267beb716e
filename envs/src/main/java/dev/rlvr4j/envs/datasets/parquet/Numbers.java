package dev.rlvr4j.envs.datasets.parquet;

import java.nio.ByteBuffer;

/** Numbers of variable length, and the encoding {@code DELTA_BINARY_PACKED}. */
final class Numbers {
    private Numbers() {}

    /** An unsigned number, seven bits a byte. */
    static long varint(ByteBuffer data) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = data.get();
            value |= (long) (octet & 127) << shift;
            if (octet >= 0) {
                return value;
            }
        }
        throw new DamagedException("a number is longer than 64 bits");
    }

    private static long zigzag(ByteBuffer data) {
        long value = varint(data);
        return value >>> 1 ^ -(value & 1);
    }

    /**
     * Numbers as differences in blocks: each block has its smallest difference, and what is above it packed.
     *
     * @param most numbers there can be
     */
    static long[] deltas(ByteBuffer data, int most) {
        long blockSize = varint(data);
        long miniBlocks = varint(data);
        long total = varint(data);
        if (miniBlocks < 1 || blockSize < miniBlocks || blockSize > 1 << 20 || total < 0 || total > most) {
            throw new DamagedException("a block of differences is of no sense");
        }
        int perMiniBlock = (int) (blockSize / miniBlocks);
        long[] values = new long[(int) total];
        long value = zigzag(data);
        int at = 0;
        if (total > 0) {
            values[at++] = value;
        }
        byte[] widths = new byte[(int) miniBlocks];
        while (at < total) {
            long smallest = zigzag(data);
            data.get(widths);
            for (int block = 0; block < miniBlocks && at < total; block++) {
                int width = widths[block];
                if (width < 0 || width > 64) {
                    throw new DamagedException("differences of " + width + " bits are packed");
                }
                ByteBuffer packed = take(data, (perMiniBlock * width + 7) / 8);
                for (int i = 0; i < perMiniBlock && at < total; i++) {
                    value += smallest + bits(packed, (long) i * width, width);
                    values[at++] = value;
                }
            }
        }
        return values;
    }

    private static long bits(ByteBuffer packed, long from, int width) {
        long value = 0;
        for (int i = 0; i < width; ) {
            int inByte = (int) ((from + i) & 7);
            int count = Math.min(8 - inByte, width - i);
            long piece = (packed.get((int) ((from + i) >>> 3)) & 255L) >>> inByte & (1L << count) - 1;
            value |= piece << i;
            i += count;
        }
        return value;
    }

    /** The next bytes as a buffer of their own. */
    static ByteBuffer take(ByteBuffer data, int length) {
        if (length < 0 || length > data.remaining()) {
            throw new DamagedException("a page ends before its data");
        }
        ByteBuffer slice = data.slice(data.position(), length).order(data.order());
        data.position(data.position() + length);
        return slice;
    }
}
