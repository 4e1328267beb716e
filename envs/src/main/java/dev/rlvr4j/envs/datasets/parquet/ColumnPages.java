package dev.rlvr4j.envs.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** The data pages of a column in one row group, read one at a time. */
final class ColumnPages {
    private static final int DATA = 0;
    private static final int DICTIONARY = 2;
    private static final int DATA_2 = 3;
    private static final int RLE = 3;

    /**
     * A page.
     *
     * @param count number of entries, nulls included
     * @param repetitions repetition level of each; null where all are 0
     * @param definitions definition level of each; null where all are the highest
     * @param values those of the highest definition level
     */
    record Page(
            int count,
            @Nullable HybridRuns repetitions,
            @Nullable HybridRuns definitions,
            Values values) {}

    private final SchemaNode column;
    private final Codec codec;
    private final InputStream in;
    private JsonNode[] dictionary = new JsonNode[0];
    private long left;

    /** @param chunk the footer's words on the column in this row group */
    ColumnPages(FileChannel file, SchemaNode column, ThriftStruct chunk) {
        this.column = column;
        this.codec = Codec.of(chunk.number(4, -1));
        this.left = chunk.number(5, 0);
        long data = chunk.number(9, -1);
        long dictionaryAt = chunk.number(11, 0);
        long from = dictionaryAt > 0 && dictionaryAt < data ? dictionaryAt : data;
        if (from < 0) {
            throw new DamagedException("the column '" + column.name() + "' begins at byte " + from);
        }
        this.in = new BufferedInputStream(new Part(file, from, chunk.number(7, 0)), 1 << 14);
    }

    /** The next page with entries, or null after the last. */
    @Nullable
    Page next() throws IOException {
        while (left > 0) {
            ThriftStruct head = ThriftStruct.read(in);
            int size = head.size(3);
            byte[] body = in.readNBytes(size);
            if (body.length < size) {
                throw new EOFException("a page ends early");
            }
            Page page = switch ((int) head.number(1, -1)) {
                case DATA -> first(head, body);
                case DATA_2 -> second(head, body);
                case DICTIONARY -> {
                    readDictionary(head, body);
                    yield null;
                }
                default -> null; // a page of an index
            };
            if (page != null && page.count > 0) {
                left -= page.count;
                return page;
            }
        }
        return null;
    }

    private void readDictionary(ThriftStruct head, byte[] body) throws IOException {
        ByteBuffer data = buffer(codec.decompress(body, 0, head.size(2)));
        int count = head.need(7).size(1);
        if (count > data.remaining()) {
            throw new DamagedException("a dictionary has " + count + " values in " + data.remaining() + " bytes");
        }
        Values values = Values.plain(data, column.type());
        JsonNode[] read = new JsonNode[count];
        for (int i = 0; i < read.length; i++) {
            read[i] = values.next();
        }
        dictionary = read;
    }

    private Page first(ThriftStruct head, byte[] body) throws IOException {
        ThriftStruct data = head.need(5);
        int count = data.size(1);
        ByteBuffer bytes = buffer(codec.decompress(body, 0, head.size(2)));
        HybridRuns repetitions = levels(bytes, column.repetition(), data.number(4, RLE));
        HybridRuns definitions = levels(bytes, column.definition(), data.number(3, RLE));
        return new Page(count, repetitions, definitions, values((int) data.number(2, -1), bytes, count));
    }

    private static @Nullable HybridRuns levels(ByteBuffer bytes, int largest, long encoding) {
        if (largest == 0) {
            return null;
        }
        if (encoding != RLE) {
            throw new DamagedException("its levels have the encoding BIT_PACKED, which nobody writes since 2014;"
                    + " write it again with a newer library");
        }
        return new HybridRuns(Numbers.take(bytes, bytes.getInt()), HybridRuns.width(largest));
    }

    private Page second(ThriftStruct head, byte[] body) throws IOException {
        ThriftStruct data = head.need(8);
        int count = data.size(1);
        int definitionBytes = data.size(5);
        int repetitionBytes = data.size(6);
        ByteBuffer levels = buffer(body);
        HybridRuns repetitions = levels(levels, repetitionBytes, column.repetition());
        HybridRuns definitions = levels(levels, definitionBytes, column.definition());
        int size = head.size(2) - repetitionBytes - definitionBytes;
        if (size < 0) {
            throw new DamagedException("the levels of a page are larger than the page");
        }
        Codec used = data.flag(7, true) ? codec : Codec.NONE;
        ByteBuffer bytes = buffer(used.decompress(body, repetitionBytes + definitionBytes, size));
        return new Page(count, repetitions, definitions, values((int) data.number(4, -1), bytes, count));
    }

    private static @Nullable HybridRuns levels(ByteBuffer bytes, int length, int largest) {
        ByteBuffer own = Numbers.take(bytes, length);
        return largest == 0 ? null : new HybridRuns(own, HybridRuns.width(largest));
    }

    private Values values(int encoding, ByteBuffer bytes, int count) {
        return bytes.hasRemaining()
                ? Values.of(encoding, bytes, count, column.type(), dictionary)
                : Values.plain(bytes, column.type()); // nulls only
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Some bytes of a file. */
    private static final class Part extends InputStream {
        private final FileChannel file;
        private long at;
        private long left;

        Part(FileChannel file, long at, long length) {
            this.file = file;
            this.at = at;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (left <= 0) {
                return length == 0 ? 0 : -1;
            }
            int count = file.read(ByteBuffer.wrap(to, offset, (int) Math.min(length, left)), at);
            if (count > 0) {
                at += count;
                left -= count;
            }
            return count;
        }
    }
}
