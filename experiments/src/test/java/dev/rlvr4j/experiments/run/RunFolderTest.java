package dev.rlvr4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 22, 15, 30, 0);

    @TempDir
    Path parent;

    @AfterEach
    void closeLog() {
        RunLog.close();
    }

    @Test
    void datedFoldersNeverCollide() {
        try (RunFolder first = RunFolder.createDated(parent, "train", NOW);
                RunFolder second = RunFolder.createDated(parent, "train", NOW)) {
            assertThat(first.path()).isEqualTo(parent.resolve("2026-11-22-153000-train"));
            assertThat(second.path()).isEqualTo(parent.resolve("2026-11-22-153000-train-2"));
        }
    }

    @Test
    void theNewestRunIsTheLastByDate() {
        for (LocalDateTime begun : new LocalDateTime[] {NOW.plusDays(1), NOW}) {
            try (RunFolder run = RunFolder.createDated(parent, "train", begun)) {
                RunFolder.write(run.config(), "seed: 1\n");
            }
        }
        assertThat(RunFolder.newest(parent)).contains(parent.resolve("2026-11-23-153000-train"));
        assertThat(RunFolder.newest(parent.resolve("none"))).isEmpty();
    }

    @Test
    void aFolderThatHoldsARunIsNotBegunAgain() {
        Path path = parent.resolve("run");
        try (RunFolder run = RunFolder.create(path)) {
            RunFolder.write(run.config(), "seed: 1\n");
        }
        assertThatThrownBy(() -> RunFolder.create(path))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("already holds a run")
                .hasMessageContaining("--resume");
        RunFolder.reopen(path).close();
    }

    @Test
    void thereMustBeARunToResume() {
        assertThatThrownBy(() -> RunFolder.reopen(parent.resolve("none")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no run to resume");
    }

    @Test
    void twoWritersOfOneRunAreRefused() {
        Path path = parent.resolve("run");
        try (RunFolder run = RunFolder.create(path)) {
            assertThat(run.path()).isEqualTo(path);
            assertThatThrownBy(() -> RunFolder.create(path))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("another process");
        }
        RunFolder.create(path).close();
    }

    @Test
    void aPlaceThatCannotBeWrittenIsBadInput() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "x");
        assertThatThrownBy(() -> RunFolder.create(file.resolve("run")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot be made");
    }

    @Test
    void aLogIsCutBackToItsCheckpointAndContinued() {
        Path path = parent.resolve("metrics.jsonl");
        long checkpoint;
        try (JsonLines log = new JsonLines(path, 0)) {
            log.append(Map.of("step", 1));
            checkpoint = log.flushedLength();
            log.append(Map.of("step", 2));
        }
        try (JsonLines log = new JsonLines(path, checkpoint)) {
            log.append(Map.of("step", 3));
        }
        assertThat(path).hasContent("{\"step\":1}\n{\"step\":3}\n");
    }

    @Test
    void aLogThatLostBytesIsNotContinued() {
        Path path = parent.resolve("metrics.jsonl");
        try (JsonLines log = new JsonLines(path, 0)) {
            log.append(Map.of("step", 1));
        }
        assertThatThrownBy(() -> new JsonLines(path, 1000))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("shorter than it was at the checkpoint: 11 bytes, then 1000");
    }

    @Test
    void numbersJsonHasNoWordForBecomeNullAndAHalfLineIsPassedOver() throws IOException {
        Path path = parent.resolve("metrics.jsonl");
        try (JsonLines log = new JsonLines(path, 0)) {
            log.append(Map.of("loss", Double.NaN, "parts", Map.of("a", Float.POSITIVE_INFINITY)));
        }
        Files.writeString(path, Files.readString(path) + "{\"st");
        assertThat(JsonLines.read(path)).hasSize(1);
        assertThat(JsonLines.read(path).get(0).get("loss").isNull()).isTrue();
        assertThat(JsonLines.read(path).get(0).at("/parts/a").isNull()).isTrue();
    }
}
