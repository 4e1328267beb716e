package dev.rlvr4j.trainer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import dev.rlvr4j.trainer.evaluation.Interval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunCheckpointTest {
    private static final EvaluationReport REPORT = new EvaluationReport(
            4,
            new AdapterVersion("a", 4),
            10,
            2,
            0.35,
            new Interval(0.1, 0.6),
            Map.of(1, 0.35, 2, 0.5),
            0.4,
            7,
            0.1,
            Map.of("numeric", 0.35),
            Map.of("turns", 1.5),
            2.5);

    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();

    private static Progress progress(int step) {
        return new Progress(
                Progress.FORMAT,
                "recipe",
                -5_000_000_000L,
                step,
                320,
                Map.of("loss", 0.1 + 0.2, "reward/mean", 1e-17),
                12.5,
                Set.of("kl"),
                null,
                REPORT,
                Map.of("metrics.jsonl", 123_456_789_012L));
    }

    private RunCheckpoint write(int step, int keep) {
        return RunCheckpoint.write(directory, progress(step), keep, d -> touch(d.resolve("weights.bin")));
    }

    private static void touch(Path file) {
        try {
            Files.writeString(file, "weights");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> names() throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void readsBackWhatWasWritten() {
        write(4, 0);
        RunCheckpoint newest = intact();

        assertThat(newest.progress()).isEqualTo(progress(4));
        assertThat(newest.directory()).isEqualTo(directory.resolve("step-000004"));
        assertThat(newest.directory().resolve("weights.bin")).hasContent("weights");
    }

    @Test
    void theNewestIsTheOneOfMostStepsAndOlderOnesGo() throws IOException {
        for (int step : new int[] {1, 999_999, 1_000_000}) {
            write(step, 2);
        }
        assertThat(names()).containsExactly("step-1000000", "step-999999");
        assertThat(intact().progress().step()).isEqualTo(1_000_000);
    }

    @Test
    void anInterruptedWriteLeavesNothingThatLooksLikeACheckpoint() throws IOException {
        write(1, 0);
        assertThatThrownBy(() -> RunCheckpoint.write(directory, progress(2), 0, d -> {
                    touch(d.resolve("half.bin"));
                    throw new AssertionError("killed");
                }))
                .hasMessage("killed");

        assertThat(names()).contains(".tmp-step-000002");
        assertThat(intact().progress().step()).isEqualTo(1);
        assertThat(names()).as("remains are cleaned up").containsExactly("step-000001");
    }

    @Test
    void otherFilesInTheFolderAreLeftAlone() throws IOException {
        touch(directory.resolve("step-12"));
        touch(directory.resolve("notes.txt"));
        assertThat(RunCheckpoint.newestIntact(directory, warnings::add)).isEmpty();
        write(3, 1);
        assertThat(names()).containsExactly("notes.txt", "step-000003", "step-12");
    }

    @Test
    void aMissingFolderHoldsNone() {
        assertThat(RunCheckpoint.newest(directory.resolve("none"))).isEmpty();
        assertThat(RunCheckpoint.newestIntact(directory.resolve("none"), warnings::add))
                .isEmpty();
    }

    @Test
    void writingAStepAgainReplacesIt() {
        write(3, 0);
        RunCheckpoint.write(directory, progress(3), 0, d -> touch(d.resolve("other.bin")));
        assertThat(directory.resolve("step-000003/weights.bin")).doesNotExist();
        assertThat(directory.resolve("step-000003/other.bin")).exists();
    }

    @Test
    void anotherFormatIsNamed() throws IOException {
        Path written = write(3, 0).directory();
        Path file = written.resolve("progress.json");
        Files.writeString(file, Files.readString(file).replace("\"format\" : 1", "\"format\" : 99"));
        Manifest.write(written);
        assertThatThrownBy(this::intact).isInstanceOf(InputException.class).hasMessageContaining("format 99");
    }

    @Test
    void theManifestIsWhatSha256sumReads() throws IOException {
        Path written = write(3, 0).directory();
        assertThat(Files.readString(written.resolve("manifest.sha256")))
                .hasLineCount(2)
                .endsWith("\n9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c  weights.bin\n");
    }

    /** Each kind of damage, with what is said of it. */
    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of(
                        "a flipped byte", change("weights.bin", "weighty"), "weights.bin of 7 bytes does not have"),
                Arguments.of("a truncated file", change("weights.bin", "we"), "weights.bin of 2 bytes does not have"),
                Arguments.of("a lost file", remove("weights.bin"), "weights.bin is missing"),
                Arguments.of("lost progress", remove("progress.json"), "progress.json is missing"),
                Arguments.of("a foreign file", change("more.bin", "x"), "manifest.sha256 does not list more.bin"),
                Arguments.of("a lost manifest", remove("manifest.sha256"), "manifest.sha256 is missing"),
                Arguments.of("an empty manifest", change("manifest.sha256", ""), "manifest.sha256 is truncated"),
                Arguments.of(
                        "noise", change("manifest.sha256", "x\n"), "manifest.sha256 has a line that lists no file"));
    }

    private static Consumer<Path> change(String name, String text) {
        return directory -> {
            try {
                Files.writeString(directory.resolve(name), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static Consumer<Path> remove(String name) {
        return directory ->
                assertThat(directory.resolve(name).toFile().delete()).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damages")
    void aDamagedCheckpointIsSaidAndTheOneBeforeIsTaken(String kind, Consumer<Path> damage, String said)
            throws IOException {
        write(2, 0);
        write(3, 0);
        damage.accept(directory.resolve("step-000003"));

        assertThat(intact().progress().step()).isEqualTo(2);

        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("step-000003 is damaged: " + said)
                .endsWith("; the run goes on from step-000002");
        assertThat(names()).containsExactly("damaged-step-000003", "step-000002");
    }

    @Test
    void whereNoneIsIntactAllAreNamedAndLeftAsTheyAre() throws IOException {
        write(2, 0);
        write(3, 0);
        remove("weights.bin").accept(directory.resolve("step-000002"));
        change("progress.json", "{}").accept(directory.resolve("step-000003"));

        assertThatThrownBy(this::intact)
                .isInstanceOf(InputException.class)
                .hasMessageContaining("step-000003 is damaged: progress.json of 2 bytes")
                .hasMessageContaining("step-000002 is damaged: weights.bin is missing")
                .hasMessageContaining("none is left to go on from");
        assertThat(names()).containsExactly("step-000002", "step-000003");
    }

    /** A directory where a file is to be written stands for a disk that takes no more. */
    @ParameterizedTest
    @ValueSource(strings = {"progress.json", "manifest.sha256"})
    void aFileThatCannotBeWrittenLeavesTheOneBefore(String blocked) throws IOException {
        write(2, 1);

        assertThatThrownBy(() -> RunCheckpoint.write(directory, progress(3), 1, d -> {
                    touch(d.resolve("weights.bin"));
                    assertThat(d.resolve(blocked).toFile().mkdir()).isTrue();
                }))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("step-000003 cannot be written")
                .hasMessageContaining("the one before it, step-000002, is as it was");

        assertThat(names()).containsExactly("step-000002");
        assertThat(intact().progress().step()).isEqualTo(2);
        assertThat(warnings).isEmpty();
    }

    private RunCheckpoint intact() {
        return RunCheckpoint.newestIntact(directory, warnings::add).orElseThrow();
    }
}
