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
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        RunCheckpoint newest = RunCheckpoint.newest(directory).orElseThrow();

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
        assertThat(RunCheckpoint.newest(directory).orElseThrow().progress().step())
                .isEqualTo(1_000_000);
    }

    @Test
    void anInterruptedWriteLeavesNothingThatLooksLikeACheckpoint() throws IOException {
        write(1, 0);
        assertThatThrownBy(() -> RunCheckpoint.write(directory, progress(2), 0, d -> {
                    touch(d.resolve("half.bin"));
                    throw new RlvrException("killed");
                }))
                .hasMessage("killed");

        assertThat(names()).contains(".tmp-step-000002");
        assertThat(RunCheckpoint.newest(directory).orElseThrow().progress().step())
                .isEqualTo(1);
        assertThat(names()).as("remains are cleaned up").containsExactly("step-000001");
    }

    @Test
    void otherFilesInTheFolderAreLeftAlone() throws IOException {
        touch(directory.resolve("step-12"));
        touch(directory.resolve("notes.txt"));
        assertThat(RunCheckpoint.newest(directory)).isEmpty();
        write(3, 1);
        assertThat(names()).containsExactly("notes.txt", "step-000003", "step-12");
    }

    @Test
    void aMissingFolderHoldsNone() {
        assertThat(RunCheckpoint.newest(directory.resolve("none"))).isEmpty();
    }

    @Test
    void writingAStepAgainReplacesIt() {
        write(3, 0);
        RunCheckpoint.write(directory, progress(3), 0, d -> touch(d.resolve("other.bin")));
        assertThat(directory.resolve("step-000003/weights.bin")).doesNotExist();
        assertThat(directory.resolve("step-000003/other.bin")).exists();
    }

    @Test
    void saysWhatIsWrongWithADamagedOrForeignCheckpoint() throws IOException {
        Path file = write(3, 0).directory().resolve("progress.json");
        String json = Files.readString(file);
        Files.writeString(file, json.substring(0, 40));
        assertThatThrownBy(() -> RunCheckpoint.newest(directory))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("progress.json");
        Files.writeString(file, json.replace("\"format\" : 1", "\"format\" : 99"));
        assertThatThrownBy(() -> RunCheckpoint.newest(directory))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("format 99");
    }
}
