package dev.rlvr4j.envs.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import java.nio.ByteBuffer;
import java.util.List;

/** The values of a page that are there, one after the other. */
@FunctionalInterface
interface Values {
    JsonNode next();

    /** Names of encodings, by their numbers. */
    List<String> ENCODINGS = List.of(
            "PLAIN",
            "GROUP_VAR_INT",
            "PLAIN_DICTIONARY",
            "RLE",
            "BIT_PACKED",
            "DELTA_BINARY_PACKED",
            "DELTA_LENGTH_BYTE_ARRAY",
            "DELTA_BYTE_ARRAY",
            "RLE_DICTIONARY",
            "BYTE_STREAM_SPLIT");

    /**
     * The values of a data page.
     *
     * @param count number of entries of the page, of which some may be null
     * @param dictionary the column's; empty where it has none
     */
    static Values of(int encoding, ByteBuffer data, int count, ColumnType type, JsonNode[] dictionary) {
        return switch (encoding) {
            case 0 -> plain(data, type);
            case 2, 8 -> fromDictionary(data, dictionary);
            case 3 -> booleans(new HybridRuns(Numbers.take(data, data.getInt()), 1));
            case 5 -> numbers(Numbers.deltas(data, count), type);
            case 6 -> texts(Numbers.deltas(data, count), data, type);
            case 7 -> prefixed(Numbers.deltas(data, count), Numbers.deltas(data, count), data, type);
            default ->
                throw new DamagedException("it has the encoding "
                        + (encoding >= 0 && encoding < ENCODINGS.size() ? ENCODINGS.get(encoding) : encoding)
                        + ", which is not read; write it again with plain or dictionary encoding");
        };
    }

    /** Values as they are. */
    static Values plain(ByteBuffer data, ColumnType type) {
        return switch (type.physical()) {
            case BOOLEAN -> bits(data);
            case INT32 -> () -> type.whole(data.getInt());
            case INT64 -> () -> type.whole(data.getLong());
            case FLOAT -> () -> FloatNode.valueOf(data.getFloat());
            case DOUBLE -> () -> DoubleNode.valueOf(data.getDouble());
            case INT96 -> () -> bytes(data, Long.BYTES + Integer.BYTES, type);
            case BYTE_ARRAY -> () -> bytes(data, data.getInt(), type);
            case FIXED_LEN_BYTE_ARRAY -> () -> bytes(data, type.length(), type);
        };
    }

    private static JsonNode bytes(ByteBuffer data, int count, ColumnType type) {
        if (count < 0 || count > data.remaining()) {
            throw new DamagedException("a page ends before its data");
        }
        JsonNode value = type.bytes(data.array(), data.arrayOffset() + data.position(), count);
        data.position(data.position() + count);
        return value;
    }

    private static Values bits(ByteBuffer data) {
        int[] at = {0};
        int from = data.position();
        return () -> {
            int bit = at[0]++;
            return BooleanNode.valueOf((data.get(from + (bit >>> 3)) >>> (bit & 7) & 1) == 1);
        };
    }

    private static Values booleans(HybridRuns runs) {
        return () -> BooleanNode.valueOf(runs.next() == 1);
    }

    private static Values fromDictionary(ByteBuffer data, JsonNode[] dictionary) {
        // A page of nulls only may have no data at all.
        HybridRuns places = new HybridRuns(data, data.hasRemaining() ? data.get() : 0);
        return () -> {
            int place = places.next();
            if (place < 0 || place >= dictionary.length) {
                throw new DamagedException(
                        "a value is number " + place + " of a dictionary that has " + dictionary.length);
            }
            return dictionary[place];
        };
    }

    private static Values numbers(long[] numbers, ColumnType type) {
        int[] at = {0};
        return () -> type.whole(numbers[at[0]++]);
    }

    private static Values texts(long[] lengths, ByteBuffer data, ColumnType type) {
        int[] at = {0};
        return () -> bytes(data, Math.toIntExact(lengths[at[0]++]), type);
    }

    /** Each value takes the beginning of the one before it. */
    private static Values prefixed(long[] prefixes, long[] lengths, ByteBuffer data, ColumnType type) {
        return new Values() {
            private byte[] last = new byte[0];
            private int at;

            @Override
            public JsonNode next() {
                int prefix = Math.toIntExact(prefixes[at]);
                int length = Math.toIntExact(lengths[at++]);
                if (prefix < 0 || prefix > last.length || length < 0 || length > data.remaining()) {
                    throw new DamagedException("a page ends before its data");
                }
                byte[] value = new byte[prefix + length];
                System.arraycopy(last, 0, value, 0, prefix);
                data.get(value, prefix, length);
                last = value;
                return type.bytes(value, 0, value.length);
            }
        };
    }
}
