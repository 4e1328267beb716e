package dev.rlvr4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardLogTest {
    @TempDir
    Path folder;

    private record Point(String tag, long step, float value) {}

    @Test
    void scalarsReadBackWithGoodChecksums() throws IOException {
        try (TensorBoardLog log = new TensorBoardLog(folder, 0)) {
            log.scalar("reward/mean", 1, 0.25);
            log.scalar("loss", 300, -1.5);
        }
        List<byte[]> records = records();
        assertThat(new String(records.get(0), StandardCharsets.US_ASCII)).endsWith("brain.Event:2");
        assertThat(points(records)).containsExactly(new Point("reward/mean", 1, 0.25f), new Point("loss", 300, -1.5f));
    }

    @Test
    void aResumedLogContinuesAtItsCheckpoint() throws IOException {
        long checkpoint;
        try (TensorBoardLog log = new TensorBoardLog(folder, 0)) {
            log.scalar("loss", 1, 1);
            checkpoint = log.flushedLength();
            log.scalar("loss", 2, 99);
        }
        try (TensorBoardLog log = new TensorBoardLog(folder, checkpoint)) {
            log.scalar("loss", 2, 2);
        }
        assertThat(points(records())).containsExactly(new Point("loss", 1, 1), new Point("loss", 2, 2));
    }

    @Test
    void theChecksumIsTensorFlows() {
        // CRC32C("123456789") = 0xe3069283; masked: rotated right by 15 bits, plus 0xa282ead8.
        byte[] data = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertThat(TensorBoardLog.maskedCrc(data, data.length))
                .isEqualTo(((0xe3069283 >>> 15) | (0xe3069283 << 17)) + 0xa282ead8);
    }

    private List<byte[]> records() throws IOException {
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        assertThat(file.getFileName().toString()).contains("tfevents");
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] header = new byte[8];
            in.get(in.position(), header);
            byte[] data = new byte[Math.toIntExact(in.getLong())];
            assertThat(in.getInt()).isEqualTo(masked(header));
            in.get(data);
            assertThat(in.getInt()).isEqualTo(masked(data));
            records.add(data);
        }
        return records;
    }

    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        int c = (int) crc.getValue();
        return ((c >>> 15) | (c << 17)) + 0xa282ead8;
    }

    /** Reads the fields that the writer uses: step (2), summary (5) > value (1) > tag (1) and simple_value (2). */
    private static List<Point> points(List<byte[]> records) {
        List<Point> points = new ArrayList<>();
        for (byte[] record : records.subList(1, records.size())) {
            Fields event = new Fields(record);
            assertThat(event.next()).isEqualTo(1 << 3 | 1);
            assertThat(event.in.getDouble()).isGreaterThan(1.6e9);
            assertThat(event.next()).isEqualTo(2 << 3);
            long step = event.varint();
            assertThat(event.next()).isEqualTo(5 << 3 | 2);
            Fields summary = event.message();
            assertThat(summary.next()).isEqualTo(1 << 3 | 2);
            Fields value = summary.message();
            assertThat(value.next()).isEqualTo(1 << 3 | 2);
            String tag = new String(value.message().in.array(), StandardCharsets.UTF_8);
            assertThat(value.next()).isEqualTo(2 << 3 | 5);
            points.add(new Point(tag, step, value.in.getFloat()));
            assertThat(value.in.hasRemaining() || summary.in.hasRemaining() || event.in.hasRemaining())
                    .isFalse();
        }
        return points;
    }

    private static final class Fields {
        final ByteBuffer in;

        Fields(byte[] bytes) {
            in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        int next() {
            return (int) varint();
        }

        long varint() {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = in.get();
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }

        Fields message() {
            int length = (int) varint();
            int at = in.position();
            in.position(at + length);
            return new Fields(Arrays.copyOfRange(in.array(), at, at + length));
        }
    }
}
