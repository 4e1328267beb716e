package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.CounterRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run whose newest checkpoint is damaged, or whose disk is full, ends like one that met with nothing. */
class DamagedCheckpointTest {
    private static final int STEPS = 6;
    private static final int DAMAGES = 12;

    private enum Damage {
        FLIPPED_BIT {
            @Override
            void to(Path file, long random) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                bytes[below(bytes.length, random)] ^= (byte) (1 << below(8, random >>> 32));
                Files.write(file, bytes);
            }
        },
        TRUNCATED {
            @Override
            void to(Path file, long random) throws IOException {
                byte[] bytes = Files.readAllBytes(file);
                Files.write(file, Arrays.copyOf(bytes, below(bytes.length, random)));
            }
        },
        MISSING {
            @Override
            void to(Path file, long random) throws IOException {
                Files.delete(file);
            }
        };

        abstract void to(Path file, long random) throws IOException;
    }

    @TempDir
    Path directory;

    private final RecordingListener whole = new RecordingListener();
    private int runs;

    @BeforeEach
    void runWithoutHarm() {
        run(directory.resolve("whole"), false, whole);
    }

    private static void run(Path checkpoints, boolean resume, RunListener listener) {
        try (Toy toy = new Toy()) {
            toy.loop(Toy.GRPO, new RunPlan(STEPS, 7, checkpoints, 2, 0, resume, "recipe"), listener)
                    .run();
        }
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void theOneBeforeIsUsedWhateverIsDamaged(Damage damage) throws IOException {
        for (int i = 0; i < DAMAGES; i++) {
            long random = CounterRandom.key(CounterRandom.key(3, damage.name()), i);
            Path checkpoints = copyOfWhole();
            Path newest = checkpoints.resolve("step-000006");
            List<Path> files = files(newest);
            Path file = files.get(i % files.size());
            damage.to(file, random);

            RecordingListener resumed = new RecordingListener(new ArrayList<>(whole.log));
            run(checkpoints, true, resumed);

            String name = newest.relativize(file).toString();
            assertThat(resumed.warnings)
                    .as("%s %s", damage, name)
                    .singleElement()
                    .asString()
                    .containsAnyOf(name, "manifest.sha256")
                    .endsWith("goes on from step-000004");
            resumed.log.removeIf(line -> line.startsWith("warning the checkpoint"));
            assertThat(resumed.log).isEqualTo(whole.log);
            assertThat(Files.mismatch(
                            newest.resolve("state/state.bin"), directory.resolve("whole/step-000006/state/state.bin")))
                    .isEqualTo(-1);
            assertThat(checkpoints.resolve("damaged-step-000006")).exists();
        }
    }

    @Test
    void whereAllAreDamagedTheRunDoesNotBeginAnew() throws IOException {
        Path checkpoints = copyOfWhole();
        for (String step : List.of("step-000002", "step-000004", "step-000006")) {
            Damage.FLIPPED_BIT.to(checkpoints.resolve(step).resolve("client.json"), 5);
        }
        RecordingListener resumed = new RecordingListener(new ArrayList<>(whole.log));

        assertThatThrownBy(() -> run(checkpoints, true, resumed))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("step-000002 is damaged: client.json of")
                .hasMessageContaining("none is left to go on from");
        assertThat(resumed.log).isEqualTo(whole.log);
    }

    @Test
    void aFullDiskStopsTheRunAndLeavesTheCheckpointBefore() throws IOException {
        long bytes = 0;
        for (Path file : files(directory.resolve("whole/step-000006"))) {
            bytes += file.toString().endsWith(".bin") ? Files.size(file) : 0;
        }
        for (int i = 0; i < DAMAGES; i++) {
            Path checkpoints = directory.resolve("full-" + i);
            long room = Long.remainderUnsigned(CounterRandom.key(4, i), bytes);
            List<String> log = new ArrayList<>();
            try (Toy toy = new Toy()) {
                RecordingListener filling = new RecordingListener(log) {
                    @Override
                    void before(String event) {
                        if (event.equals("step 4")) {
                            toy.policy.room = room;
                        }
                    }
                };
                RunPlan plan = new RunPlan(STEPS, 7, checkpoints, 2, 1, false, "recipe");
                assertThatThrownBy(() -> toy.loop(Toy.GRPO, plan, filling).run())
                        .isInstanceOf(RlvrException.class)
                        .hasMessageContaining("step-000004 cannot be written")
                        .hasMessageContaining("No space left on device")
                        .hasMessageContaining("the one before it, step-000002, is as it was")
                        .hasMessageContaining("resume the run");
            }
            try (var left = Files.list(checkpoints)) {
                assertThat(left).containsExactly(checkpoints.resolve("step-000002"));
            }
            run(checkpoints, true, new RecordingListener(log));
            assertThat(log).as("%s bytes of room", room).isEqualTo(whole.log);
        }
    }

    private Path copyOfWhole() throws IOException {
        Path from = directory.resolve("whole");
        Path to = directory.resolve("copy-" + runs++);
        try (var all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
        return to;
    }

    private static List<Path> files(Path checkpoint) throws IOException {
        try (var all = Files.walk(checkpoint)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static int below(int bound, long random) {
        return (int) Long.remainderUnsigned(random, bound);
    }
}
