package dev.rlvr4j.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "models/llama/model.safetensors",
                "models/qwen2-tied/model.safetensors",
                "models/qwen3/model.safetensors",
                "adapters/lora/adapter_model.safetensors",
                "adapters/lora_all_linear/adapter_model.safetensors"
            })
    void rewritingAFileOfTransformersOrPeftGivesTheSameBytes(String name) throws IOException {
        Path original = Path.of("src/test/resources/golden").resolve(name);
        Path copy = dir.resolve("copy.safetensors");
        try (Safetensors file = Safetensors.open(original)) {
            List<OutTensor> tensors = new ArrayList<>();
            // Reversed, so that the writer has to order them itself.
            file.entries()
                    .forEach((key, e) ->
                            tensors.add(0, new OutTensor(key, e.dtype(), e.shape(), () -> file.chunks(key))));
            SafetensorsWriter.write(copy, file.metadata(), tensors);
        }
        assertThat(Files.readAllBytes(copy)).isEqualTo(Files.readAllBytes(original));
    }

    @Test
    void writesTypesInTheOrderOfTheFormatAndReadsThemBack() {
        Path file = dir.resolve("mixed.safetensors");
        ByteBuffer halves =
                little(4).putShort((short) 0x3c00).putShort((short) 0xc000).flip();
        ByteBuffer brains =
                little(4).putShort((short) 0x3f80).putShort((short) 0xc040).flip();
        SafetensorsWriter.write(
                file,
                Map.of(),
                List.of(
                        OutTensor.of("a", DType.F16, new long[] {2}, () -> halves),
                        OutTensor.of("ä", DType.BF16, new long[] {2, 1}, () -> brains),
                        OutTensor.of("z", new long[] {}, new float[] {1.5f}),
                        OutTensor.of(
                                "y",
                                DType.F64,
                                new long[] {1},
                                () -> little(8).putDouble(0.1).flip()),
                        OutTensor.of("empty", new long[] {0, 3}, new float[0]),
                        OutTensor.of(
                                "flags", DType.BOOL, new long[] {3}, () -> ByteBuffer.wrap(new byte[] {1, 0, 1}))));
        try (Safetensors read = Safetensors.open(file)) {
            assertThat(read.entries().keySet()).containsExactly("y", "empty", "z", "ä", "a", "flags");
            assertThat(read.metadata()).isEmpty();
            assertThat(read.floats("a")).containsExactly(1, -2);
            assertThat(read.floats("ä")).containsExactly(1, -3);
            assertThat(read.floats("z")).containsExactly(1.5f);
            assertThat(read.floats("y")).containsExactly(0.1f);
            assertThat(read.floats("empty")).isEmpty();
            assertThat(read.bytes("empty").remaining()).isZero();
            assertThat(read.chunks("empty")).isEmpty();
            assertThat(read.entry("ä").shape()).containsExactly(2, 1);
            assertThat(read.bytes("flags").get(2)).isEqualTo((byte) 1);
            assertThat(read.bytes("flags").isReadOnly()).isTrue();
            assertThatThrownBy(() -> read.floats("flags")).hasMessageContaining("BOOL");
            assertThatThrownBy(() -> read.bytes("b"))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("b");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0000, 0",
        "8000, -0.0",
        "3c00, 1",
        "c000, -2",
        "7bff, 65504",
        "0001, 5.9604645E-8",
        "83ff, -6.097555E-5",
        "0400, 6.1035156E-5",
        "3555, 0.33325195",
        "7c00, Infinity",
        "fc00, -Infinity",
        "7e00, NaN"
    })
    void convertsHalfPrecisionExactly(String bits, float value) {
        ByteBuffer bytes =
                little(2).putShort((short) Integer.parseInt(bits, 16)).flip();
        assertThat(DType.F16.toFloats(bytes)).containsExactly(value);
    }

    @Test
    void readsATensorAtTheFarEndOfAFileAbove2GiB() throws IOException {
        Path path = dir.resolve("big.safetensors");
        long big = 5L << 29;
        String header = "{\"big\":{\"dtype\":\"U8\",\"shape\":[" + big + "],\"data_offsets\":[0," + big + "]},"
                + "\"far\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" + (big + 100) + "," + (big + 108)
                + "]}}";
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(little(8).putLong(header.length()).array());
            file.write(header.getBytes(StandardCharsets.UTF_8));
            long data = file.getFilePointer();
            // Sparse: only the written pages take room on the disk.
            file.setLength(data + big + 108);
            file.seek(data + big - 1);
            file.write(77);
            file.seek(data + big + 100);
            file.write(little(8).putFloat(3).putFloat(-4).array());
        }
        try (Safetensors file = Safetensors.open(path)) {
            assertThat(file.floats("far")).containsExactly(3, -4);
            assertThatThrownBy(() -> file.bytes("big"))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("chunks");
            List<ByteBuffer> chunks = file.chunks("big");
            assertThat(chunks.stream().mapToLong(ByteBuffer::remaining).sum()).isEqualTo(big);
            ByteBuffer last = chunks.get(chunks.size() - 1);
            assertThat(last.get(last.limit() - 1)).isEqualTo((byte) 77);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]} | broken safetensors header",
                "[1] | not a JSON object",
                "{\"t\":{\"dtype\":\"F8_E4M3\",\"shape\":[8],\"data_offsets\":[0,8]}} | tensor t in .* dtype 'F8_E4M3'",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,12]}} | tensor t in .* holds 12 bytes.* needs 8",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[4,20]}} | tensor t in .* truncated",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | tensor t in .* not a begin and an end",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | tensor t in .* 'shape'",
                "{\"t\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}} | tensor t in .* 'shape'",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2]}} | tensor t in .* 'data_offsets'",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,4],\"data_offsets\":[0,8]}} | impossible shape",
                "{\"t\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},"
                        + "\"u\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[7,15]}} | tensors t and u in .* overlap",
                "{\"t\":1,\"t\":2} | broken safetensors header",
            })
    void refusesADamagedHeader(String header, String message) throws IOException {
        Path file = dir.resolve("damaged.safetensors");
        byte[] json = header.strip().getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                little(8 + json.length + 16).putLong(json.length).put(json).array());
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageMatching("(?s).*" + message + ".*");
    }

    @Test
    void refusesAHeaderLengthBeyondTheFile() throws IOException {
        Path file = dir.resolve("x.safetensors");
        for (long length : new long[] {17, 0, -1, Long.MAX_VALUE}) {
            Files.write(file, little(24).putLong(length).array());
            assertThatThrownBy(() -> Safetensors.open(file))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("claims a header of " + Long.toUnsignedString(length));
        }
    }

    @Test
    void refusesWhatIsNotAFile() throws IOException {
        Path file = dir.resolve("x.safetensors");
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("exist");
        assertThatThrownBy(() -> Safetensors.open(dir))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not a file");
        Files.write(file, new byte[5]);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("5 bytes");
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoOther() throws IOException {
        Path file = dir.resolve("x.safetensors");
        SafetensorsWriter.write(file, List.of(OutTensor.of("a", new long[] {1}, new float[] {1})));
        byte[] before = Files.readAllBytes(file);
        List<OutTensor> wrong = List.of(OutTensor.of("a", new long[] {2}, new float[] {1, 2, 3}));
        assertThatThrownBy(() -> SafetensorsWriter.write(file, wrong))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("gave 12 bytes");
        List<OutTensor> twice = List.of(wrong.get(0), wrong.get(0));
        assertThatThrownBy(() -> SafetensorsWriter.write(file, twice)).hasMessageContaining("twice");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        try (var files = Files.list(dir)) {
            assertThat(files).containsExactly(file);
        }
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
