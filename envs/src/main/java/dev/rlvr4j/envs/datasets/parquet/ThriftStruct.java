package dev.rlvr4j.envs.datasets.parquet;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A struct in Thrift's compact protocol, as values by field number: whole numbers are {@code Long}, texts {@code byte[]}, lists
 * and sets {@code List}. Maps, which Parquet's structs do not have, are refused.
 */
final class ThriftStruct {
    private static final int DEEPEST = 32;
    private static final int STOP = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int I64 = 6;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int STRUCT = 12;

    private final Map<Integer, Object> fields = new HashMap<>();

    private ThriftStruct() {}

    /** Reads one struct; {@link DamagedException} where the bytes are none. */
    static ThriftStruct read(InputStream in) throws IOException {
        return read(in, 0);
    }

    private static ThriftStruct read(InputStream in, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new DamagedException("a Thrift struct nests deeper than " + DEEPEST);
        }
        ThriftStruct struct = new ThriftStruct();
        int id = 0;
        for (int head = octet(in); head != STOP; head = octet(in)) {
            int delta = head >>> 4;
            id = delta == 0 ? (int) zigzag(in) : id + delta;
            int type = head & 15;
            struct.fields.put(id, type <= FALSE ? (Object) (type == TRUE) : value(in, type, depth));
        }
        return struct;
    }

    private static Object value(InputStream in, int type, int depth) throws IOException {
        if (type > BYTE && type <= I64) {
            return zigzag(in);
        }
        switch (type) {
            case TRUE, FALSE -> {
                return octet(in) == TRUE; // of a list: a byte each
            }
            case BYTE -> {
                return (long) (byte) octet(in);
            }
            case DOUBLE -> {
                return bytes(in, Double.BYTES);
            }
            case BINARY -> {
                return bytes(in, varint(in));
            }
            case LIST, SET -> {
                int head = octet(in);
                long size = head >>> 4 == 15 ? varint(in) : head >>> 4;
                List<Object> list = new ArrayList<>();
                for (long i = 0; i < size; i++) {
                    list.add(value(in, head & 15, depth + 1));
                }
                return list;
            }
            case STRUCT -> {
                return read(in, depth + 1);
            }
            default -> throw new DamagedException("a Thrift field has the type " + type);
        }
    }

    private static byte[] bytes(InputStream in, long length) throws IOException {
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new DamagedException("a Thrift text has " + length + " bytes");
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new EOFException("a Thrift text ends early");
        }
        return bytes;
    }

    private static int octet(InputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("a Thrift struct ends early");
        }
        return octet;
    }

    private static long varint(InputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet(in);
            value |= (long) (octet & 127) << shift;
            if (octet < 128) {
                return value;
            }
        }
        throw new DamagedException("a Thrift number is longer than 64 bits");
    }

    private static long zigzag(InputStream in) throws IOException {
        long value = varint(in);
        return value >>> 1 ^ -(value & 1);
    }

    boolean has(int id) {
        return fields.containsKey(id);
    }

    long number(int id, long otherwise) {
        return fields.get(id) instanceof Long number ? number : otherwise;
    }

    /** A number that counts bytes or values of one page: from 0 to 256 MiB. */
    int size(int id) {
        long size = number(id, -1);
        if (size < 0 || size > 1 << 28) {
            throw new DamagedException("a size is " + size);
        }
        return (int) size;
    }

    boolean flag(int id, boolean otherwise) {
        return fields.get(id) instanceof Boolean flag ? flag : otherwise;
    }

    String text(int id) {
        return fields.get(id) instanceof byte[] text ? new String(text, StandardCharsets.UTF_8) : "";
    }

    @Nullable
    ThriftStruct struct(int id) {
        return fields.get(id) instanceof ThriftStruct struct ? struct : null;
    }

    /** A struct that must be there. */
    ThriftStruct need(int id) {
        ThriftStruct struct = struct(id);
        if (struct == null) {
            throw new DamagedException("a Thrift struct lacks its field " + id);
        }
        return struct;
    }

    List<ThriftStruct> structs(int id) {
        List<ThriftStruct> structs = new ArrayList<>();
        if (fields.get(id) instanceof List<?> list) {
            for (Object each : list) {
                if (!(each instanceof ThriftStruct struct)) {
                    throw new DamagedException("a Thrift list holds something else than structs");
                }
                structs.add(struct);
            }
        }
        return structs;
    }
}
