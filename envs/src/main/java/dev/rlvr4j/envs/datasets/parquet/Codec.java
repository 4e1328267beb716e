package dev.rlvr4j.envs.datasets.parquet;

import io.airlift.compress.Decompressor;
import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** How the pages of a column are compressed. */
enum Codec {
    NONE,
    SNAPPY,
    GZIP,
    ZSTD,
    LZ4_RAW;

    private static final List<String> NAMES =
            List.of("UNCOMPRESSED", "SNAPPY", "GZIP", "LZO", "BROTLI", "LZ4", "ZSTD", "LZ4_RAW");

    /** The codec of a number in the file's footer. */
    static Codec of(long number) {
        return switch ((int) number) {
            case 0 -> NONE;
            case 1 -> SNAPPY;
            case 2 -> GZIP;
            case 6 -> ZSTD;
            case 7 -> LZ4_RAW;
            default ->
                throw new DamagedException("it is compressed with "
                        + (number >= 0 && number < NAMES.size() ? NAMES.get((int) number) : "codec " + number)
                        + ", which is not read; write it again with snappy, gzip or zstd");
        };
    }

    /** The bytes of {@code data} from {@code from} on, decompressed to exactly {@code length} bytes. */
    byte[] decompress(byte[] data, int from, int length) throws IOException {
        if (this == NONE || length == 0) {
            return from == 0 && data.length == length ? data : Arrays.copyOfRange(data, from, from + length);
        }
        byte[] out = new byte[length];
        int written;
        if (this == GZIP) {
            try (GZIPInputStream in =
                    new GZIPInputStream(new ByteArrayInputStream(data, from, data.length - from), 1 << 13)) {
                written = in.readNBytes(out, 0, length);
            }
        } else {
            Decompressor decompressor = switch (this) {
                case SNAPPY -> new SnappyDecompressor();
                case ZSTD -> new ZstdDecompressor();
                default -> new Lz4Decompressor();
            };
            try {
                written = decompressor.decompress(data, from, data.length - from, out, 0, length);
            } catch (MalformedInputException e) {
                throw new IOException("a page cannot be decompressed: " + e.getMessage(), e);
            }
        }
        if (written != length) {
            throw new DamagedException("a page decompresses to " + written + " bytes instead of " + length);
        }
        return out;
    }
}
