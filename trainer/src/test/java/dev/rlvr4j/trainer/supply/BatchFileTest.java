package dev.rlvr4j.trainer.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.trainer.evaluation.ScoredGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchFileTest {
    @TempDir
    Path directory;

    private static Completion completion(long key) {
        int[] tokens = new int[2 + CounterRandom.below(key, 0, 6)];
        float[] logProbs = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = CounterRandom.below(key, 1 + i, 1 << 20);
            logProbs[i] = Float.intBitsToFloat((int) CounterRandom.bits(key, 100 + i) & 0xbf7fffff);
        }
        List<VersionSpan> versions = List.of(
                new VersionSpan(0, 1, new AdapterVersion("a b@c", 1L << 40)),
                new VersionSpan(1, tokens.length, AdapterVersion.BASE));
        return new Completion(
                tokens, logProbs, FinishReason.values()[CounterRandom.below(key, 50, 2)], versions, "half \ud83d of ü");
    }

    private static Batch batch(int step) {
        List<Task> tasks = new ArrayList<>();
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long key = CounterRandom.key(step, i);
            tasks.add(new Task("t" + i, "1+1\n", "2", Map.of("level", "" + i)));
            groups.add(new Group(
                    new Prompt("t" + i, "p", new int[] {i, -1}),
                    List.of(completion(key), completion(key + 1)),
                    List.of(new Score(0.1 + 0.2, Map.of("x", -0.0, "y", Double.MIN_VALUE), "ok"), Score.of(1, ""))));
        }
        return new Batch(step, tasks, new ScoredGroups(groups, Map.of("turns", 1.0 / 3), 0.25, 1e-300));
    }

    /** All that a batch holds, floats by their bits. */
    private static String bits(Batch batch) {
        StringBuilder text = new StringBuilder();
        text.append(batch.step()).append(batch.tasks()).append(batch.scored().figures());
        text.append(batch.scored().rolloutSeconds()).append(batch.scored().rewardSeconds());
        for (Group group : batch.scored().groups()) {
            text.append(group.prompt().taskId()).append(group.prompt().text());
            text.append(Arrays.toString(group.prompt().tokens())).append(group.scores());
            for (Completion c : group.completions()) {
                text.append(Arrays.toString(c.tokens())).append(c.versions()).append(c.text());
                text.append(c.finishReason());
                for (float logProb : c.logProbs()) {
                    text.append(Float.floatToRawIntBits(logProb)).append(' ');
                }
            }
        }
        return text.toString();
    }

    @Test
    void batchesComeBackToTheBit() throws IOException {
        Path file = directory.resolve("batches.gz");
        List<Batch> batches = List.of(batch(7), batch(8));
        BatchFile.write(file, batches);
        assertThat(BatchFile.read(file).stream().map(BatchFileTest::bits))
                .containsExactlyElementsOf(
                        batches.stream().map(BatchFileTest::bits).toList());
        BatchFile.write(file, List.of());
        assertThat(BatchFile.read(file)).isEmpty();
    }

    @Test
    void aDamagedFileIsTold() throws IOException {
        Path file = directory.resolve("batches.gz");
        BatchFile.write(file, List.of(batch(1)));
        byte[] whole = Files.readAllBytes(file);
        int harmless = 0;
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            try {
                // Some bits mean nothing: the time in gzip's header, those after the last one of the data.
                assertThat(BatchFile.read(file).stream().map(BatchFileTest::bits))
                        .as("byte %d", at)
                        .containsExactly(bits(batch(1)));
                harmless++;
            } catch (InputException e) {
                assertThat(e).hasMessageContaining("batches.gz");
            }
        }
        assertThat(harmless).isLessThan(12);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> BatchFile.read(file)).isInstanceOf(InputException.class);
    }
}
