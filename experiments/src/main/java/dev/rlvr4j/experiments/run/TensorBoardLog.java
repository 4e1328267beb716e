package dev.rlvr4j.experiments.run;

import dev.rlvr4j.core.RlvrException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Scalar curves in TensorBoard's event format: TFRecords (length, its masked CRC32C, bytes, their masked CRC32C) that hold
 * {@code Event} protocol buffers.
 */
final class TensorBoardLog implements AutoCloseable {
    private static final String PREFIX = "events.out.tfevents.";
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final AppendedFile file;

    /** Opens the event file of a folder, or begins one; what is there is cut to {@code length} bytes. */
    TensorBoardLog(Path folder, long length) {
        Path path = existing(folder)
                .orElseGet(() -> folder.resolve(PREFIX + Instant.now().getEpochSecond() + ".rlvr"));
        file = new AppendedFile(path, length);
        if (length == 0) {
            ByteArrayOutputStream event = event(0);
            bytes(event, 3, "brain.Event:2".getBytes(StandardCharsets.US_ASCII));
            file.append(record(event.toByteArray()));
        }
    }

    /** Adds a point to the curve {@code tag}. */
    void scalar(String tag, long step, double value) {
        ByteArrayOutputStream point = new ByteArrayOutputStream();
        bytes(point, 1, tag.getBytes(StandardCharsets.UTF_8));
        key(point, 2, FIXED32);
        fixed(point, Float.floatToIntBits((float) value), 4);
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        bytes(summary, 1, point.toByteArray());
        ByteArrayOutputStream event = event(step);
        bytes(event, 5, summary.toByteArray());
        file.append(record(event.toByteArray()));
    }

    long flushedLength() {
        return file.flushedLength();
    }

    @Override
    public void close() {
        file.close();
    }

    private static Optional<Path> existing(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith(PREFIX))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new RlvrException("the folder " + folder + " cannot be listed: " + RunFolder.reason(e), e);
        }
    }

    private static ByteArrayOutputStream event(long step) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        key(event, 1, FIXED64);
        fixed(event, Double.doubleToLongBits(System.currentTimeMillis() / 1e3), 8);
        key(event, 2, VARINT);
        varint(event, step);
        return event;
    }

    private static byte[] record(byte[] data) {
        ByteBuffer out = ByteBuffer.allocate(16 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(data.length);
        out.putInt(maskedCrc(out.array(), 8)).put(data).putInt(maskedCrc(data, data.length));
        return out.array();
    }

    /** CRC32C turned by 15 bits plus a constant, so that the checksum of data that holds checksums stays good. */
    static int maskedCrc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    private static void key(ByteArrayOutputStream out, int field, int wireType) {
        varint(out, ((long) field << 3) | wireType);
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] value) {
        key(out, field, BYTES);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static void fixed(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }
}
