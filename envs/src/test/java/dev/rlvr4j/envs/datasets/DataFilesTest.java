package dev.rlvr4j.envs.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFilesTest {
    private @TempDir Path dir = Path.of("");

    private Path touch(String name) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, "{\"question\": \"" + name + "\", \"answer\": 1}\n");
    }

    @Test
    void aFolderGivesItsDataFilesInTheOrderOfTheirNames() throws IOException {
        Path b = touch("data/train-00001.jsonl");
        Path a = touch("data/train-00000.jsonl");
        Path c = touch("data/z/more.parquet");
        touch("data/README.md");
        touch("data/.cache/x.jsonl");

        assertThat(DataFiles.of(List.of(dir.resolve("data").toString()))).containsExactly(a, b, c);
    }

    @Test
    void aPatternStaysWithinAFolderUnlessItHasTwoStars() throws IOException {
        Path one = touch("data/train-0.jsonl");
        Path two = touch("data/train-1.jsonl");
        Path deep = touch("data/deep/train-2.jsonl");
        touch("data/test-0.jsonl");

        assertThat(DataFiles.of(List.of(dir + "/data/train-*.jsonl"))).containsExactly(one, two);
        assertThat(DataFiles.of(List.of(dir + "/{data,other}/train-[1-9].jsonl")))
                .containsExactly(two);
        assertThat(DataFiles.of(List.of(dir + "/data/**train*", one.toString())))
                .containsExactly(deep, one, two);
    }

    @Test
    void aFileMayHaveSignsOfAPatternInItsName() throws IOException {
        Path odd = touch("a[1].jsonl");

        assertThat(DataFiles.of(List.of(odd.toString()))).containsExactly(odd);
    }

    @Test
    void whatNamesNoFileOrTooMuchIsRefused() throws IOException {
        touch("data/train-0.jsonl");
        touch("data/test-0.jsonl");
        touch("other/notes.txt");

        assertThatThrownBy(() -> DataFiles.of(List.of(dir + "/data/dev*.jsonl")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("no file matches '" + dir + "/data/dev*.jsonl'");
        assertThatThrownBy(() -> DataFiles.of(List.of(dir.resolve("other").toString())))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("has no file that ends in .parquet, .jsonl");
        assertThatThrownBy(() -> DataFiles.of(List.of(dir.resolve("data").toString())))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("several parts of a data set (test, train); name one of them by a pattern, e.g. "
                        + dir.resolve("data").resolve("**train*"));
    }

    @Test
    void gzipIsReadAsWhatItHolds() throws IOException {
        Path file = dir.resolve("packed.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"question\": \"q\", \"answer\": \"5\"}\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(DatasetEnvironment.read(DatasetSettings.of(List.of(file), new HeldOut.Count(0), 1))
                        .train()
                        .task(0)
                        .question())
                .isEqualTo("q");
    }
}
