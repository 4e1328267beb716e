package dev.rlvr4j.envs.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.datasets.DatasetEnvironment;
import dev.rlvr4j.envs.datasets.DatasetSettings;
import dev.rlvr4j.envs.datasets.HeldOut;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.envs.episode.GuessTheNumber;
import dev.rlvr4j.envs.episode.Reply;
import dev.rlvr4j.envs.episode.Turn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(mixture(1).names()).containsExactly("a", "b", "a-2");
    }

    @Test
    void theFirstHeldOutTasksStandForAllParts() {
        Environment one = new Finite("one", List.of("x"), List.of("p0", "p1", "p2", "p3"));
        Environment other = new Finite("other", List.of("y"), List.of("q0", "q1", "q2"));
        Mixture mixture = new Mixture(List.of(new Mixture.Part(one, 1), new Mixture.Part("more", other, 2)), 5);

        assertThat(LongStream.range(0, 7)
                        .mapToObj(i -> mixture.heldOut().task(i))
                        .map(Task::id))
                .containsExactly(
                        "more:id-q0", "one:id-p0", "more:id-q1", "more:id-q2", "one:id-p1", "one:id-p2", "one:id-p3");
        assertThat(mixture.heldOut().size()).isEqualTo(7);
    }

    @Test
    void aMixtureInAMixtureKeepsTheNamesOfItsParts() {
        Mixture inner =
                new Mixture(List.of(new Mixture.Part(Finite.of("a", 3), 1), new Mixture.Part(Finite.of("b", 3), 1)), 2);
        Mixture outer =
                new Mixture(List.of(new Mixture.Part(Finite.of("a", 3), 1), new Mixture.Part("in", inner, 1)), 1);

        assertThat(tasks(outer, 0, 1_000).stream().map(t -> t.metadata().get("environment")))
                .containsOnly("a", "in/a", "in/b");
        Mixture asked = outer.without(task ->
                "in/b".equals(task.metadata().get("environment")) && task.id().startsWith("in:b:")
                        ? Optional.of("never")
                        : Optional.empty());
        assertThat(asked.heldOut().size()).isEqualTo(3); // parts that are not read from files keep their tasks
    }

    @Test
    void partsOfOneTurnAndOfSeveralArePlayedEachInItsOwnWay() throws Exception {
        GuessTheNumber game = new GuessTheNumber(new GuessTheNumber.Settings(1, 99, 9, "\n", 0.1, 4, 1));
        Mixture inner =
                new Mixture(List.of(new Mixture.Part("game", game, 1), new Mixture.Part(Finite.of("b", 3), 1)), 2);
        Mixture mixture =
                new Mixture(List.of(new Mixture.Part(Finite.of("a", 3), 1), new Mixture.Part("in", inner, 1)), 1);
        Function<Task, Episodes> episodes = Episodes.byTask(mixture).orElseThrow();
        Map<String, Task> byName = new HashMap<>();
        tasks(mixture, 0, 200)
                .forEach(task -> byName.putIfAbsent(task.metadata().get("environment"), task));

        assertThat(byName).containsOnlyKeys("a", "in/game", "in/b");
        for (Task task : List.of(byName.get("a"), byName.get("in/b"))) {
            assertThat(episodes.apply(task)).isSameAs(Episodes.SINGLE_TURN);
            assertThat(episodes.apply(task).open(task).reply(new Turn(1, "4!", false, "4")))
                    .isEqualTo(new Reply.End("4"));
        }
        Task guess = byName.get("in/game");
        assertThat(episodes.apply(guess)).isSameAs(game);
        assertThat(episodes.apply(guess).open(guess).reply(new Turn(1, "0\n", false)))
                .isInstanceOf(Reply.Observation.class);
        assertThat(Episodes.byTask(mixture(1))).isEmpty();
        assertThat(Episodes.byTask(game)).isPresent();
    }

    @Test
    void aDataSetIsNotTrainedOnAnotherWritingOfAHeldOutProblem(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("a.jsonl"), """
                {"question": "What is  two plus two", "answer": "4"}
                {"question": "What is two plus three?", "answer": "5"}
                """);
        Environment data = DatasetEnvironment.read(DatasetSettings.of(List.of(file), new HeldOut.Count(0), 1));
        Environment holds = new Finite("holds", List.of("x"), List.of("what is two plus two?"));
        Mixture mixture = new Mixture(List.of(new Mixture.Part(holds, 1), new Mixture.Part(data, 1)), 3);

        assertThat(tasks(mixture, 0, 1_000).stream().map(Task::question).distinct())
                .containsExactlyInAnyOrder("x", "What is two plus three?");
    }

    @Test
    void labelsThatCannotNameAPartAreRefused() {
        for (String wrong : List.of(" ", "a/b")) {
            assertThatThrownBy(() -> new Mixture.Part(wrong, Finite.of("a", 1), 1))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("must be a name without '/'");
        }
        Mixture.Part part = new Mixture.Part("same", Finite.of("a", 1), 1);
        assertThatThrownBy(() -> new Mixture(List.of(part, part), 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("have the same name; label one: [same, same]");
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
    void whatCannotBeGradedIsLeftOutOfEachPartAndTold(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("a.jsonl"), """
                {"question": "good", "answer": "1"}
                {"question": "bad", "answer": "none"}
                """);
        Environment data = DatasetEnvironment.read(DatasetSettings.of(List.of(file), new HeldOut.Count(0), 1));
        Mixture mixture = new Mixture(List.of(new Mixture.Part(Finite.of("b", 2), 1), new Mixture.Part(data, 1)), 3);
        Mixture usable =
                mixture.without(task -> task.reference().equals("1") ? Optional.empty() : Optional.of("no number"));

        assertThat(tasks(mixture, 0, 1_000).stream().map(Task::question)).contains("bad");
        assertThat(tasks(usable, 0, 1_000).stream().map(Task::question).distinct())
                .containsExactlyInAnyOrder("b0", "b1", "good");
        assertThat(usable.notes())
                .containsExactly(
                        "a.jsonl: 2 rows, 2 to train on, 0 held out",
                        "a.jsonl: 1 tasks left out because their reference cannot be used (task '" + file
                                + ":2': no number)");
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
