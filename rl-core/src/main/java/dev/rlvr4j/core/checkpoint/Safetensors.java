package dev.rlvr4j.core.checkpoint;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file, mapped into memory one tensor at a time; the file may have any size.
 *
 * <p>The layout is that of huggingface/safetensors: an unsigned 64-bit little-endian header length, a JSON header, the
 * tensors' bytes. The whole header is checked on opening, so that a damaged file fails before any weights are read. Buffers
 * handed out stay valid after {@link #close} until they are garbage; the file must not be truncated meanwhile. Thread-safe.
 */
public final class Safetensors implements AutoCloseable {
    /** The limit that the format's reference reader sets. */
    private static final long MAX_HEADER = 100_000_000;
    /** Pieces of {@link #chunks}: the largest mapping below 2 GiB that keeps elements whole. */
    private static final long CHUNK = 1L << 30;

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataStart;

    private Safetensors(Path file, FileChannel channel, SafetensorsHeader header, long dataStart) {
        this.file = file;
        this.channel = channel;
        this.header = header;
        this.dataStart = dataStart;
    }

    /** Opens a file and checks its header; InputException, naming file and tensor, where it is damaged. */
    public static Safetensors open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + (Files.exists(file) ? " is not a file" : " does not exist"));
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            long size = channel.size();
            if (size < 8) {
                throw new InputException(file + " has " + size
                        + " bytes, too few for a safetensors file; it is truncated, fetch it again");
            }
            long length = read(file, channel, 0, 8).getLong();
            if (length < 2 || length > MAX_HEADER || length > size - 8) {
                throw new InputException(file + " of " + size + " bytes claims a header of "
                        + Long.toUnsignedString(length) + " bytes; it is truncated or not a safetensors file");
            }
            byte[] json = read(file, channel, 8, (int) length).array();
            Safetensors opened =
                    new Safetensors(file, channel, SafetensorsHeader.parse(file, json, size - 8 - length), 8 + length);
            channel = null;
            return opened;
        } catch (IOException e) {
            throw new InputException("cannot read " + file + ": " + e.getMessage(), e);
        } finally {
            close(channel);
        }
    }

    /** The tensors by name, in the order of the file's header. */
    public Map<String, TensorEntry> entries() {
        return header.entries();
    }

    /** The free {@code __metadata__} of the file; empty where it has none. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** The entry of a tensor; InputException where the file has none of that name. */
    public TensorEntry entry(String name) {
        TensorEntry entry = header.entries().get(name);
        if (entry == null) {
            throw new InputException(file + " has no tensor " + name);
        }
        return entry;
    }

    /** The bytes of a tensor below 2 GiB: read-only, little-endian, mapped from the file. */
    public ByteBuffer bytes(String name) {
        TensorEntry entry = entry(name);
        if (entry.bytes() > Integer.MAX_VALUE) {
            throw new RlvrException(
                    "tensor " + name + " in " + file + " has " + entry.bytes() + " bytes; take it with chunks(name)");
        }
        return map(entry.begin(), entry.bytes());
    }

    /** The bytes of a tensor of any size, in consecutive pieces of whole elements, each as {@link #bytes} gives them. */
    public List<ByteBuffer> chunks(String name) {
        TensorEntry entry = entry(name);
        List<ByteBuffer> pieces = new ArrayList<>();
        for (long at = entry.begin(); at < entry.end(); at += CHUNK) {
            pieces.add(map(at, Math.min(CHUNK, entry.end() - at)));
        }
        return pieces;
    }

    /** The elements of a floating tensor as float32: for tests and small tensors. */
    public float[] floats(String name) {
        return entry(name).dtype().toFloats(bytes(name));
    }

    private ByteBuffer map(long begin, long size) {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, dataStart + begin, size)
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new InputException("cannot map " + file + " into memory: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer read(Path file, FileChannel channel, long at, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new InputException(file + " ended while it was read; is it still being written?");
            }
        }
        return bytes.flip();
    }

    private static void close(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new RlvrException("cannot close a file: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        close(channel);
    }
}
