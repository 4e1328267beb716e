package dev.rlvr4j.envs.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MixtureTest {
    /** A finite part whose questions are numbered. */
    private record Finite(String name, List<String> trainQuestions, List<String> heldOutQuestions)
            implements Environment {
        static Finite of(String name, int count) {
            return new Finite(
                    name, IntStream.range(0, count).mapToObj(i -> name + i).toList(), List.of(name + "-held"));
        }

        @Override
        public TaskSource train() {
            return source(trainQuestions);
        }

        @Override
        public TaskSource heldOut() {
            return source(heldOutQuestions);
        }

        private TaskSource source(List<String> questions) {
            return new TaskList(questions.stream()
                    .map(q -> new Task("id-" + q, q, "1", Map.of("k", "v")))
                    .toList());
        }
    }

    private static Mixture mixture(long seed) {
        return new Mixture(
                List.of(
                        new Mixture.Part(Finite.of("a", 10), 1),
                        new Mixture.Part(Finite.of("b", 7), 2.5),
                        new Mixture.Part(Finite.of("a", 1_000), 1.5)),
                seed);
    }

    private static List<Task> tasks(Mixture mixture, long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(mixture.train()::task)
                .toList();
    }

    @Test
    void eachBlockHoldsEachPartByItsWeightInMixedOrder() {
        for (long block : List.of(0L, 1L, 1_000_000L)) {
            List<String> names = tasks(mixture(1), 1_000 * block, 1_000).stream()
                    .map(t -> t.metadata().get("environment"))
                    .toList();
            assertThat(names).filteredOn("a"::equals).hasSize(200);
            assertThat(names).filteredOn("b"::equals).hasSize(500);
            assertThat(names).filteredOn("a-2"::equals).hasSize(300);
            assertThat(names.subList(0, 100)).contains("a", "b", "a-2");
        }
    }

    @Test
    void aFinitePartHasEachTaskOncePerEpoch() {
        List<String> second = tasks(mixture(1), 0, 10_000).stream()
                .filter(t -> t.metadata().get("environment").equals("a-2"))
                .map(Task::question)
                .toList();
        assertThat(second.subList(0, 300)).doesNotHaveDuplicates();
        assertThat(second).hasSize(3_000);
        assertThat(second.stream().distinct()).hasSize(1_000);
        assertThat(second.stream().filter("a17"::equals)).hasSize(3);
    }

    @Test
    void theOrderIsAFunctionOfSeedAndIndex() {
        assertThat(tasks(mixture(1), 990, 20))
                .isEqualTo(tasks(mixture(1), 0, 1_010).subList(990, 1_010));
        assertThat(tasks(mixture(1), 0, 50)).isNotEqualTo(tasks(mixture(2), 0, 50));
    }

    @Test
    void idsAndMetadataNameThePart() {
        Task task = tasks(mixture(1), 0, 50).stream()
                .filter(t -> t.question().startsWith("b"))
                .findFirst()
                .orElseThrow();
        assertThat(task.id()).isEqualTo("b:id-" + task.question());
        assertThat(task.metadata()).containsEntry("environment", "b").containsEntry("k", "v");
        assertThat(mixture(1).heldOut().size()).isEqualTo(3);
        assertThat(mixture(1).heldOut().task(2).id()).isEqualTo("a-2:id-a-held");
    }

    @Test
    void noPartTrainsOnWhatAnotherHoldsOut() {
        Environment holds = new Finite("holds", List.of("x"), List.of("y1", "y3"));
        Environment trains = new Finite("trains", List.of("y1", "y2", "y3", "y4"), List.of("z"));
        Mixture mixture = new Mixture(List.of(new Mixture.Part(holds, 1), new Mixture.Part(trains, 1)), 5);
        assertThat(tasks(mixture, 0, 2_000).stream().map(Task::question).distinct())
                .containsExactlyInAnyOrder("x", "y2", "y4");

        Environment nothingLeft = new Finite("nothing", List.of("y1"), List.of("z"));
        Mixture stuck = new Mixture(List.of(new Mixture.Part(holds, 1), new Mixture.Part(nothingLeft, 1)), 5);
        assertThatThrownBy(() -> tasks(stuck, 0, 100))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the training questions of nothing are held out by another part");
    }

    @Test
    void aPartTooLightForABlockIsRefused() {
        assertThatThrownBy(() -> new Mixture(
                        List.of(new Mixture.Part(Finite.of("a", 1), 1), new Mixture.Part(Finite.of("b", 1), 1e-5)), 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the weight of b is 1.0E-5");
        assertThatThrownBy(() -> new Mixture(List.of(), 1)).isInstanceOf(InputException.class);
    }
}
