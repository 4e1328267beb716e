package dev.rlvr4j.envs.datasets.parquet;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A Parquet file, read from its first row to its last. Not thread-safe. */
public final class ParquetFile implements AutoCloseable {
    private static final String MAGIC = "PAR1";
    private static final String ENCRYPTED = "PARE";
    private static final int TAIL = 8;
    private static final int LARGEST_FOOTER = 1 << 28;

    private final Path path;
    private final FileChannel file;
    private final List<SchemaNode> fields;
    private final List<String> columns;
    private final List<ThriftStruct> rowGroups;
    private final long rows;
    private int group;
    private long leftInGroup;
    private @Nullable RowAssembler assembler;

    private ParquetFile(Path path, FileChannel file, ThriftStruct footer, Predicate<String> wanted) {
        this.path = path;
        this.file = file;
        List<SchemaNode> all = SchemaNode.tree(footer.structs(2)).children();
        this.columns = all.stream().map(SchemaNode::name).toList();
        this.fields = all.stream().filter(field -> wanted.test(field.name())).toList();
        this.rowGroups = footer.structs(4);
        this.rows = footer.number(3, 0);
    }

    /**
     * Opens a file.
     *
     * @param wanted which of the outermost columns are read; the others cost nothing
     * @throws InputException if it cannot be read or is no Parquet file
     */
    public static ParquetFile open(Path path, Predicate<String> wanted) {
        FileChannel file;
        try {
            file = FileChannel.open(path, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new InputException("data set " + path + " cannot be read: " + e, e);
        }
        try {
            return new ParquetFile(path, file, footer(file), wanted);
        } catch (IOException | RuntimeException e) {
            try {
                file.close();
            } catch (IOException closing) {
                e.addSuppressed(closing);
            }
            throw broken(path, e);
        }
    }

    private static ThriftStruct footer(FileChannel file) throws IOException {
        long size = file.size();
        if (size < TAIL + MAGIC.length()) {
            throw new DamagedException("it is too short to be a Parquet file");
        }
        ByteBuffer tail = read(file, size - TAIL, TAIL);
        int length = tail.getInt();
        String magic = StandardCharsets.US_ASCII.decode(tail).toString();
        if (magic.equals(ENCRYPTED)) {
            throw new DamagedException("it is encrypted, which is not read");
        }
        if (!magic.equals(MAGIC)) {
            throw new DamagedException("it does not end like a Parquet file; was it downloaded to its end?");
        }
        if (length <= 0 || length > LARGEST_FOOTER || length > size - TAIL) {
            throw new DamagedException("its footer has " + length + " bytes");
        }
        byte[] footer = read(file, size - TAIL - length, length).array();
        return ThriftStruct.read(new ByteArrayInputStream(footer));
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("the file became shorter");
            }
        }
        return bytes.flip();
    }

    /** The names of all outermost columns, wanted or not. */
    public List<String> columns() {
        return columns;
    }

    /** Number of rows. */
    public long rows() {
        return rows;
    }

    /**
     * The next row with its wanted columns, in the file's order; null after the last.
     *
     * @throws InputException if the file is damaged, or has a codec or an encoding that is not read
     */
    public @Nullable ObjectNode next() {
        try {
            while (leftInGroup == 0) {
                if (group == rowGroups.size()) {
                    return null;
                }
                openGroup(rowGroups.get(group++));
            }
            leftInGroup--;
            return assembler == null ? null : assembler.row();
        } catch (RuntimeException e) {
            throw broken(path, e);
        }
    }

    private void openGroup(ThriftStruct rowGroup) {
        List<ThriftStruct> chunks = rowGroup.structs(1);
        Map<Integer, ColumnCursor> cursors = new HashMap<>();
        for (SchemaNode field : fields) {
            for (SchemaNode column : field.columns()) {
                if (column.column() >= chunks.size()) {
                    throw new DamagedException("a row group has " + chunks.size() + " columns only");
                }
                ThriftStruct chunk = chunks.get(column.column());
                if (chunk.has(1) && !chunk.text(1).isEmpty()) {
                    throw new DamagedException("its data is in another file, which is not read");
                }
                cursors.put(column.column(), new ColumnCursor(column, new ColumnPages(file, column, chunk.need(3))));
            }
        }
        assembler = new RowAssembler(fields, cursors);
        leftInGroup = rowGroup.number(3, 0);
    }

    private static InputException broken(Path path, Exception e) {
        String what;
        if (e instanceof DamagedException) {
            what = String.valueOf(e.getMessage());
        } else if (e instanceof UncheckedIOException || e instanceof IOException) {
            what = "it cannot be read (" + e.getMessage() + ")";
        } else if (e instanceof BufferUnderflowException || e instanceof IndexOutOfBoundsException) {
            what = "it is damaged (a page ends before its data)";
        } else {
            what = "it is damaged (" + e + ")";
        }
        return new InputException("data set " + path + ": " + what, e);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new InputException("data set " + path + " cannot be closed: " + e, e);
        }
    }
}
