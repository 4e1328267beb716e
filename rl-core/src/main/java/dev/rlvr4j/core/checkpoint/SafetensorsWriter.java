package dev.rlvr4j.core.checkpoint;

import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes safetensors files of any size, byte for byte as the safetensors library lays them out. */
public final class SafetensorsWriter {
    /** The metadata that transformers and PEFT put into their files, and ask for when they read. */
    public static final Map<String, String> PYTORCH = Map.of("format", "pt");

    private static final Comparator<OutTensor> ORDER = Comparator.comparing(OutTensor::dtype)
            .thenComparing(t -> t.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private SafetensorsWriter() {}

    /** Writes tensors with the usual metadata; see {@link #write(Path, Map, List)}. */
    public static void write(Path file, List<OutTensor> tensors) {
        write(file, PYTORCH, tensors);
    }

    /**
     * Writes a file atomically (see {@link AtomicFile}): metadata first, tensors without gaps, ordered by type and then by
     * name.
     */
    public static void write(Path file, Map<String, String> metadata, List<OutTensor> tensors) {
        List<OutTensor> ordered = new ArrayList<>(tensors);
        ordered.sort(ORDER);
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        long at = 0;
        for (OutTensor tensor : ordered) {
            long end = Math.addExact(at, tensor.bytes());
            TensorEntry entry = new TensorEntry(tensor.name(), tensor.dtype(), tensor.shape(), at, end);
            if (entries.put(tensor.name(), entry) != null) {
                throw new RlvrException("tensor " + tensor.name() + " is to be written to " + file + " twice");
            }
            at = end;
        }
        byte[] header = new SafetensorsHeader(metadata, entries).toBytes();
        AtomicFile.write(file, channel -> {
            AtomicFile.writeFully(channel, length(header.length));
            AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
            for (OutTensor tensor : ordered) {
                writeTensor(channel, tensor);
            }
        });
    }

    private static ByteBuffer length(int bytes) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes)
                .flip();
    }

    private static void writeTensor(FileChannel channel, OutTensor tensor) throws IOException {
        long before = channel.position();
        for (ByteBuffer piece : tensor.data().get()) {
            AtomicFile.writeFully(channel, piece.duplicate());
        }
        long written = channel.position() - before;
        if (written != tensor.bytes()) {
            throw new RlvrException("tensor " + tensor.name() + " gave " + written + " bytes, but " + tensor.dtype()
                    + " of shape " + Arrays.toString(tensor.shape()) + " needs " + tensor.bytes());
        }
    }
}
