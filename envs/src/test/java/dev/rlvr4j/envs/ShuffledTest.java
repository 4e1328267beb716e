package dev.rlvr4j.envs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.CounterRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShuffledTest {
    @Test
    void everyEpochHasEachTaskOnceWhateverTheSize() {
        for (int size = 1; size <= 200; size++) {
            TaskSource shuffled = Shuffled.endless(tasks(size), size * 31L);
            for (int epoch = 0; epoch < 4; epoch++) {
                assertThat(epoch(shuffled, size, epoch))
                        .as("size %d, epoch %d", size, epoch)
                        .containsExactlyInAnyOrderElementsOf(ids(size));
            }
        }
    }

    @Test
    void epochsAndSeedsDiffer() {
        TaskSource a = Shuffled.endless(tasks(50), 1);
        TaskSource b = Shuffled.endless(tasks(50), 2);

        assertThat(epoch(a, 50, 0)).isNotEqualTo(epoch(a, 50, 1)).isNotEqualTo(epoch(b, 50, 0));
        assertThat(epoch(a, 50, 0)).isNotEqualTo(ids(50));
    }

    @Test
    void anIndexAlwaysGivesTheSameTask() {
        TaskSource once = Shuffled.endless(tasks(37), 5);
        TaskSource again = Shuffled.endless(tasks(37), 5);

        for (long index : new long[] {0, 36, 37, 1000, 1L << 40, Long.MAX_VALUE - 1}) {
            assertThat(again.task(index)).isEqualTo(once.task(index));
        }
        assertThat(epoch(Shuffled.endless(tasks(8), 0), 8, 0)).containsExactly("4", "3", "1", "5", "7", "0", "2", "6");
        assertThat(once.size()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void positionsAreSpreadEvenly() {
        int size = 10;
        int epochs = 20_000;
        int[][] counts = new int[size][size];
        for (int epoch = 0; epoch < epochs; epoch++) {
            Permutation permutation = new Permutation(size, CounterRandom.key(9, epoch));
            for (int i = 0; i < size; i++) {
                counts[i][(int) permutation.at(i)]++;
            }
        }
        for (int[] row : counts) {
            for (int count : row) { // 2000 expected, standard deviation 42
                assertThat(count).isBetween(1800, 2200);
            }
        }
    }

    @Test
    void isABijectionOfLargeRangesToo() {
        Permutation permutation = new Permutation(100_003, 7);

        assertThat(LongStream.range(0, 100_003).map(permutation::at).distinct().count())
                .isEqualTo(100_003);
        assertThat(new Permutation(Long.MAX_VALUE - 1, 7).at(5)).isBetween(0L, Long.MAX_VALUE - 2);
    }

    @Test
    void anEndlessSourceIsLeftAsItIsAndAnEmptyOneRefused() {
        TaskSource endless = Shuffled.endless(tasks(3), 0);

        assertThat(Shuffled.endless(endless, 1)).isSameAs(endless);
        assertThatThrownBy(() -> Shuffled.endless(tasks(0), 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("has no task");
        assertThatThrownBy(() -> endless.task(-1)).isInstanceOf(RlvrException.class);
        assertThatThrownBy(() -> tasks(3).task(3))
                .isInstanceOf(RlvrException.class)
                .hasMessage("task index 3 is outside [0, 3)");
    }

    private static List<String> epoch(TaskSource source, int size, int epoch) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            ids.add(source.task((long) epoch * size + i).id());
        }
        return ids;
    }

    private static List<String> ids(int size) {
        return IntStream.range(0, size).mapToObj(Integer::toString).toList();
    }

    private static TaskSource tasks(int size) {
        return new TaskList(ids(size).stream()
                .map(id -> new Task(id, "question " + id, "0", Map.of()))
                .toList());
    }
}
