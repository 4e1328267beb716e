package dev.rlvr4j.envs.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a column are.
 *
 * @param physical how they are stored
 * @param meaning what the stored values stand for
 * @param length bytes of a value of fixed length
 * @param scale decimal places of a decimal number
 */
record ColumnType(Physical physical, Meaning meaning, int length, int scale) {
    /** How values are stored, in the order of their numbers in the format. */
    enum Physical {
        BOOLEAN,
        INT32,
        INT64,
        INT96,
        FLOAT,
        DOUBLE,
        BYTE_ARRAY,
        FIXED_LEN_BYTE_ARRAY
    }

    /** What stored values stand for, where it is more than the storage says. */
    enum Meaning {
        ITSELF,
        TEXT,
        DECIMAL,
        UNSIGNED,
        DATE,
        MILLIS,
        MICROS,
        NANOS
    }

    static final ColumnType NONE = new ColumnType(Physical.BOOLEAN, Meaning.ITSELF, 0, 0);

    private static final int JULIAN_EPOCH_DAY = 2_440_588;

    static ColumnType of(ThriftStruct element) {
        long number = element.number(1, -1);
        if (number < 0 || number >= Physical.values().length) {
            throw new DamagedException("the column '" + element.text(4) + "' has the type " + number);
        }
        ThriftStruct logical = element.struct(10);
        int scale = (int) element.number(7, 0);
        if (logical != null && logical.struct(5) != null) {
            scale = (int) logical.need(5).number(1, 0);
        }
        int length = (int) element.number(2, 0);
        Physical physical = Physical.values()[(int) number];
        if (physical == Physical.FIXED_LEN_BYTE_ARRAY && (length < 0 || length > 1 << 24)) {
            throw new DamagedException("the column '" + element.text(4) + "' has values of " + length + " bytes");
        }
        return new ColumnType(physical, meaning(element, logical), length, scale);
    }

    private static Meaning meaning(ThriftStruct element, @Nullable ThriftStruct logical) {
        if (logical != null) {
            if (logical.has(1) || logical.has(4) || logical.has(12)) {
                return Meaning.TEXT;
            }
            if (logical.has(5)) {
                return Meaning.DECIMAL;
            }
            if (logical.has(6)) {
                return Meaning.DATE;
            }
            ThriftStruct timestamp = logical.struct(8);
            if (timestamp != null) {
                ThriftStruct unit = timestamp.need(2);
                return unit.has(1) ? Meaning.MILLIS : unit.has(2) ? Meaning.MICROS : Meaning.NANOS;
            }
            ThriftStruct integer = logical.struct(10);
            if (integer != null) {
                return integer.flag(2, true) ? Meaning.ITSELF : Meaning.UNSIGNED;
            }
        }
        return switch ((int) element.number(6, -1)) {
            case 0, 4, 19 -> Meaning.TEXT;
            case 5 -> Meaning.DECIMAL;
            case 6 -> Meaning.DATE;
            case 9 -> Meaning.MILLIS;
            case 10 -> Meaning.MICROS;
            case 11, 12, 13, 14 -> Meaning.UNSIGNED;
            default -> Meaning.ITSELF;
        };
    }

    /** A stored whole number. */
    JsonNode whole(long value) {
        return switch (meaning) {
            case DECIMAL -> DecimalNode.valueOf(BigDecimal.valueOf(value, scale));
            case DATE -> TextNode.valueOf(LocalDate.ofEpochDay(value).toString());
            case MILLIS -> TextNode.valueOf(Instant.ofEpochMilli(value).toString());
            case MICROS ->
                TextNode.valueOf(Instant.EPOCH.plus(value, ChronoUnit.MICROS).toString());
            case NANOS ->
                TextNode.valueOf(Instant.EPOCH.plus(value, ChronoUnit.NANOS).toString());
            case UNSIGNED ->
                physical == Physical.INT32
                        ? LongNode.valueOf(value & 0xffff_ffffL)
                        : DecimalNode.valueOf(new BigDecimal(Long.toUnsignedString(value)));
            default -> LongNode.valueOf(value);
        };
    }

    /** Stored bytes: text where they are said to be or can be read as UTF-8, else binary. */
    JsonNode bytes(byte[] data, int from, int count) {
        if (physical == Physical.INT96) {
            ByteBuffer stamp = ByteBuffer.wrap(data, from, count).order(ByteOrder.LITTLE_ENDIAN);
            long nanos = stamp.getLong();
            return TextNode.valueOf(Instant.EPOCH
                    .plus(stamp.getInt() - (long) JULIAN_EPOCH_DAY, ChronoUnit.DAYS)
                    .plusNanos(nanos)
                    .toString());
        }
        if (meaning == Meaning.DECIMAL) {
            return DecimalNode.valueOf(new BigDecimal(new BigInteger(data, from, count), scale));
        }
        try {
            return TextNode.valueOf(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data, from, count))
                    .toString());
        } catch (CharacterCodingException e) {
            if (meaning == Meaning.TEXT) {
                throw new DamagedException("a text is not valid UTF-8");
            }
            return BinaryNode.valueOf(Arrays.copyOfRange(data, from, from + count));
        }
    }
}
