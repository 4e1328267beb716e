package dev.rlvr4j.envs.datasets.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are written, and the rows expected of them read, by pyarrow (src/test/resources/datasets/make_parquet.py). */
class ParquetFileTest {
    private static final Path FILES = Path.of("src/test/resources/datasets");
    private static final ObjectMapper JSON = new ObjectMapper();

    private @TempDir Path dir = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "zstd-v2", "gzip", "lz4", "plain", "delta"})
    void readsWhatPyarrowReads(String name) throws IOException {
        List<String> expected = Files.readAllLines(FILES.resolve("expected.jsonl"));
        List<ObjectNode> rows = rows(FILES.resolve(name + ".parquet"));

        assertThat(rows).hasSize(expected.size());
        for (int i = 0; i < rows.size(); i++) {
            assertThat(texts(rows.get(i))).isEqualTo(texts(JSON.readTree(expected.get(i))));
        }
    }

    @Test
    void leavesColumnsOutThatNobodyWants() {
        try (ParquetFile file =
                ParquetFile.open(FILES.resolve("brotli.parquet").resolveSibling("snappy.parquet"), "text"::equals)) {
            ObjectNode row = file.next();

            assertThat(file.rows()).isEqualTo(150);
            assertThat(file.columns()).hasSize(16).contains("id", "messages");
            assertThat(row).hasToString("{\"text\":\"drei Äpfel\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "brotli.parquet | it is compressed with BROTLI, which is not read; write it again with snappy",
                "split.parquet | it has the encoding BYTE_STREAM_SPLIT, which is not read",
                "gsm8k.jsonl | it does not end like a Parquet file",
            })
    void namesWhatItDoesNotRead(String name, String message) {
        assertThatThrownBy(() -> rows(FILES.resolve(name)))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("data set " + FILES.resolve(name) + ": " + message);
    }

    @Test
    void damageEndsInAnErrorThatNamesTheFile() throws IOException {
        int refused = 0;
        for (String name : List.of("snappy", "zstd-v2", "delta", "lz4")) {
            byte[] whole = Files.readAllBytes(FILES.resolve(name + ".parquet"));
            for (int i = 0; i < 150; i++) {
                long key = CounterRandom.key(CounterRandom.key(7, name), i);
                byte[] bytes = whole.clone();
                for (int k = 0; k < 1 + i % 4; k++) {
                    int at = (int) (CounterRandom.uniform(key, 2 * k) * bytes.length);
                    bytes[at] = (byte) (CounterRandom.uniform(key, 2 * k + 1) * 256);
                }
                Path file = Files.write(dir.resolve(name + i), bytes);
                try {
                    assertThat(rows(file)).isNotNull(); // a changed letter of a text is no damage
                } catch (InputException e) {
                    assertThat(e).hasMessageStartingWith("data set " + file);
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    @Test
    void aFileCutShortIsRefused() throws IOException {
        byte[] whole = Files.readAllBytes(FILES.resolve("dapo.parquet"));
        for (int length = 0; length < whole.length; length += 97) {
            Path file = Files.write(dir.resolve("cut"), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> rows(file)).isInstanceOf(InputException.class);
        }
    }

    private static List<ObjectNode> rows(Path path) {
        List<ObjectNode> rows = new ArrayList<>();
        try (ParquetFile file = ParquetFile.open(path, column -> true)) {
            for (ObjectNode row = file.next(); row != null; row = file.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** The node with all values as text, so that 0.5 as a double and as a decimal are the same. */
    private static String texts(JsonNode node) {
        if (node.isObject()) {
            StringBuilder text = new StringBuilder("{");
            node.properties()
                    .forEach(e -> text.append(e.getKey())
                            .append(':')
                            .append(texts(e.getValue()))
                            .append(','));
            return text.append('}').toString();
        }
        if (node.isArray()) {
            StringBuilder text = new StringBuilder("[");
            node.forEach(e -> text.append(texts(e)).append(','));
            return text.append(']').toString();
        }
        return node.isNull() ? "null" : '"' + node.asText() + '"';
    }
}
