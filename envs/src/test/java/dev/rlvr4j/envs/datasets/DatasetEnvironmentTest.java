package dev.rlvr4j.envs.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.NumericMatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetEnvironmentTest {
    private static final HeldOut NONE = new HeldOut.Count(0);

    private @TempDir Path dir = Path.of("");

    @Test
    void readsGsm8ksLayoutAsItIs() throws IOException {
        Path file = write("school.jsonl", """
                {"question": "Ada has 3 bags of 12 nuts. How many nuts?", "answer": "3*12 = <<3*12=36>>36 nuts.\\n#### 36"}
                {"question": "A pen costs $2, a pad $3. What do 600 of each cost?", "answer": "2+3=5, 600*5=3000.\\n#### 3,000"}
                """);
        DatasetEnvironment school = read(file, FieldMapping.auto(), NONE);
        Task pens = school.train().task(1);

        assertThat(school.name()).isEqualTo("school.jsonl");
        assertThat(pens.question()).isEqualTo("A pen costs $2, a pad $3. What do 600 of each cost?");
        assertThat(pens.id()).isEqualTo(file + ":2");
        assertThat(pens.reference()).isEqualTo("3000");
        assertThat(pens.metadata()).isEqualTo(Map.of("solution", "2+3=5, 600*5=3000."));
        assertThat(school.heldOut().size()).isZero();
        assertThat(new NumericMatch()
                        .verify(new Attempt(
                                pens.id(), pens.question(), pens.reference(), "so \\boxed{3000}", false, Map.of()))
                        .value())
                .isEqualTo(1);
    }

    @Test
    void keepsOtherFieldsAsMetadata() throws IOException {
        Path file = write(
                "a.jsonl",
                "{\"uid\":7,\"problem\":\"q\",\"solution\":\"long\",\"answer\":0.10,\"level\":3,\"tags\":[\"a\",1],\"none\":null}\n");
        Task task =
                read(file, new FieldMapping(null, null, "uid"), NONE).train().task(0);

        assertThat(task)
                .isEqualTo(new Task("7", "q", "0.10", Map.of("solution", "long", "level", "3", "tags", "[\"a\",1]")));
    }

    @Test
    void aMappingNamesFieldsAndReachesIntoObjects() throws IOException {
        Path file = write("a.jsonl", "{\"answer\":\"no\",\"text\":\"q\",\"reward_model\":{\"ground_truth\":\"34\"}}");
        Task task = read(file, new FieldMapping("text", "reward_model.ground_truth", null), NONE)
                .train()
                .task(0);

        assertThat(task.reference()).isEqualTo("34");
        assertThat(task.metadata()).containsEntry("answer", "no");
    }

    @ParameterizedTest
    @CsvSource({"question,answer", "problem,solution", "prompt,reference", "question,final_answer", "prompt,target"})
    void findsCommonFieldNames(String question, String answer) throws IOException {
        Path file = write("a.jsonl", "{\"x\":1,\"%s\":\"q\",\"%s\":\"5\"}".formatted(question, answer));

        assertThat(read(file, FieldMapping.auto(), NONE).train().task(0))
                .satisfies(t -> assertThat(t.question()).isEqualTo("q"))
                .satisfies(t -> assertThat(t.reference()).isEqualTo("5"));
    }

    @Test
    void splitsByShareAndByCountWithoutOverlapAndByTheSeed() throws IOException {
        Path file = write("a.jsonl", rows(0, 200));
        for (long seed = 0; seed < 20; seed++) {
            for (HeldOut split : List.of(new HeldOut.Share(0.15), new HeldOut.Count(30))) {
                DatasetEnvironment a = read(List.of(file), FieldMapping.auto(), split, seed);

                assertThat(a.heldOut().size()).isEqualTo(30);
                assertThat(a.train().size()).isEqualTo(170);
                assertThat(questions(a.heldOut())).doesNotContainAnyElementsOf(questions(a.train()));
                assertThat(a.counts()).isEqualTo(new DatasetCounts(200, 0, 0, 0, 170, 30));
            }
        }
        DatasetEnvironment zero = read(List.of(file), FieldMapping.auto(), new HeldOut.Count(30), 0);
        DatasetEnvironment one = read(List.of(file), FieldMapping.auto(), new HeldOut.Count(30), 1);
        assertThat(questions(zero.heldOut())).isNotEqualTo(questions(one.heldOut()));
    }

    @Test
    void theOrderOfRowsDoesNotMatterToTheSplit() throws IOException {
        Path file = write("a.jsonl", rows(0, 50));
        Path turned = write("b.jsonl", rows(25, 50) + rows(0, 25));

        assertThat(questions(read(turned, FieldMapping.auto(), new HeldOut.Share(0.2))
                        .heldOut()))
                .containsExactlyInAnyOrderElementsOf(questions(
                        read(file, FieldMapping.auto(), new HeldOut.Share(0.2)).heldOut()));
    }

    @Test
    void dropsDuplicatesThatDifferInWhiteSpaceOnly() throws IOException {
        Path file = write("a.jsonl", """
                {"question": "What is  2+2?", "answer": "4"}

                {"question": " What is\\n2+2? ", "answer": "5"}
                {"question": "what is 2+2?", "answer": "4"}
                """);
        DatasetEnvironment a = read(file, FieldMapping.auto(), NONE);

        assertThat(a.counts()).isEqualTo(new DatasetCounts(3, 1, 0, 0, 2, 0));
        assertThat(a.train().task(0).reference()).isEqualTo("4");
        assertThat(a.train().task(1).id()).isEqualTo(file + ":4");
    }

    @Test
    void trainRowsOfAHeldOutFileAreDropped() throws IOException {
        Path train = write("train.jsonl", rows(0, 20) + rows(0, 2));
        Path test = write("test.jsonl", rows(15, 25));
        DatasetEnvironment a = read(train, FieldMapping.auto(), new HeldOut.Files(List.of(test)));

        assertThat(a.counts()).isEqualTo(new DatasetCounts(32, 2, 5, 0, 15, 10));
        assertThat(questions(a.train())).doesNotContainAnyElementsOf(questions(a.heldOut()));
        assertThatThrownBy(() -> read(train, FieldMapping.auto(), new HeldOut.Files(List.of(train))))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("all 20 questions of [" + train + "] are also in the held-out files");
    }

    @Test
    void severalFilesAreOneDataSet() throws IOException {
        Path a = write("a.jsonl", rows(0, 3));
        Path b = write("b.jsonl", "{\"problem\":\"another layout\",\"solution\":\"1\"}");
        DatasetEnvironment both = read(List.of(a, b), FieldMapping.auto(), NONE, 0);

        assertThat(both.train().size()).isEqualTo(4);
        assertThat(both.train().task(3).id()).isEqualTo(b + ":1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"question\":\"q\",\"answer\":\"1\" | :2: not valid JSON at column",
                "{\"question\":\"q\",\"answer\":\"1\"} x | :2: not valid JSON at column",
                "{\"question\":\"q\"} | :2: the field 'answer' is missing; the row has the fields question",
                "{\"question\":\"q\",\"answer\":null} | :2: the field 'answer' is missing",
                "{\"question\":\" \",\"answer\":\"1\"} | :2: the field 'question' is blank",
                "{\"question\":[\"q\"],\"answer\":\"1\"} | :2: the field 'question' is an array, but must be text",
                "{\"question\":\"q\",\"answer\":{\"n\":1}} | :2: the field 'answer' is an object, but must be text",
                "[] | :2: the row is an array, but must be a JSON object",
                "72 | :2: the row is a number, but must be a JSON object",
                "{} | :2: the field 'question' is missing; the row has no fields",
                "{\"question\":\"q\",\"answer\":1e99999999999} | :2: a number in this row is too large or too small",
                "{\"question\":\"q\",\"answer\":1.5e-2147483649} | :2: a number in this row is too large or too small",
            })
    void aBrokenRowIsNamedByFileAndLine(String row, String message) throws IOException {
        Path file = write("bad.jsonl", rows(0, 1) + row + "\n" + rows(1, 2));

        assertThatThrownBy(() -> read(file, FieldMapping.auto(), NONE))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + message);
    }

    @Test
    void brokenUtf8IsNamedByLine() throws IOException {
        Path file = dir.resolve("latin.jsonl");
        Files.write(
                file,
                (rows(0, 1) + "{\"question\":\"caf\u00e9\",\"answer\":\"1\"}").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> read(file, FieldMapping.auto(), NONE))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ":2: not valid JSON");
    }

    @Test
    void unknownFieldNamesListWhatThereIs() throws IOException {
        Path file = write("a.jsonl", "{\"q\":\"2+2\",\"a\":\"4\"}");

        assertThatThrownBy(() -> read(file, FieldMapping.auto(), NONE))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ":1: no field is known as the question (one of question, problem, prompt),"
                        + " and no known layout fits (auto, countdown, dapo, deepmath, gsm8k, mapped, math, math-500,"
                        + " openr1-math, polaris);"
                        + " the row has the fields q, a; set the field mapping's question to one of these");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n \r\n", "\uFEFF"})
    void anEmptyFileIsRefused(String content) throws IOException {
        Path file = write("a.jsonl", content);

        assertThatThrownBy(() -> read(file, FieldMapping.auto(), NONE))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("data set " + file + " is empty");
    }

    @Test
    void missingFilesAndBadSplitsAreRefused() throws IOException {
        Path file = write("a.jsonl", rows(0, 3));

        assertThatThrownBy(() -> read(dir.resolve("gone.jsonl"), FieldMapping.auto(), NONE))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("there is no data set " + dir.resolve("gone.jsonl"));
        assertThatThrownBy(() -> read(dir, FieldMapping.auto(), NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> read(file, FieldMapping.auto(), new HeldOut.Count(3)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("cannot hold out 3 of 3");
        assertThatThrownBy(() -> read(List.of(), FieldMapping.auto(), NONE, 0)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new HeldOut.Share(1)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new HeldOut.Count(-1)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new HeldOut.Files(List.of())).isInstanceOf(InputException.class);
    }

    @Test
    void idsMustBeUnique() throws IOException {
        Path file = write(
                "a.jsonl",
                "{\"id\":\"x\",\"question\":\"a\",\"answer\":1}\n{\"id\":\"x\",\"question\":\"b\",\"answer\":1}\n");

        assertThatThrownBy(() -> read(file, new FieldMapping(null, null, "id"), NONE))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ":2: the id 'x' was used at " + file + ":1");
    }

    @Test
    void tasksThatCannotBeGradedAreLeftOutAndTold() throws IOException {
        Path train = write("train.jsonl", rows(0, 4));
        Path test = write("test.jsonl", rows(10, 12));
        DatasetEnvironment all = read(train, FieldMapping.auto(), new HeldOut.Files(List.of(test)));
        DatasetEnvironment usable =
                all.without(task -> task.reference().matches("2|11") ? Optional.of("no number") : Optional.empty());

        assertThat(questions(usable.train())).containsExactly("What is 0+1?", "What is 2+1?", "What is 3+1?");
        assertThat(questions(usable.heldOut())).containsExactly("What is 11+1?");
        assertThat(usable.notes())
                .containsExactly(
                        "6 rows, 4 to train on, 2 held out",
                        "2 tasks left out because their reference cannot be used (task '" + train + ":2': no number)");
        assertThat(all.without(task -> Optional.empty())).isSameAs(all);
        assertThatThrownBy(() -> all.without(task -> Optional.of("no number")))
                .isInstanceOf(InputException.class)
                .hasMessage("no task of train.jsonl can be graded, the first because task '" + train
                        + ":1': no number; take another verifier, or name the field of the answer");
    }

    @Test
    void windowsLineEndsAndAByteOrderMarkDoNoHarm() throws IOException {
        Path file = write("a.jsonl", "\uFEFF" + rows(0, 2).replace("\n", "\r\n"));

        assertThat(read(file, FieldMapping.auto(), NONE).train().size()).isEqualTo(2);
    }

    @Test
    void readsALargeFileQuickly() throws IOException {
        Path file = write("large.jsonl", rows(0, 100_000));
        long start = System.nanoTime();
        DatasetEnvironment large = read(file, FieldMapping.auto(), new HeldOut.Count(1000));

        assertThat(large.train().size()).isEqualTo(99_000);
        assertThat(System.nanoTime() - start).isLessThan(20_000_000_000L);
    }

    private DatasetEnvironment read(Path file, FieldMapping mapping, HeldOut split) {
        return read(List.of(file), mapping, split, 0);
    }

    private static DatasetEnvironment read(List<Path> files, FieldMapping mapping, HeldOut split, long seed) {
        return DatasetEnvironment.read(new DatasetSettings(files, "auto", mapping, split, List.of(), seed));
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(dir.resolve(name), content);
    }

    private static String rows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"question\": \"What is %d+1?\", \"answer\": \"#### %d\"}\n".formatted(i, i + 1))
                .collect(Collectors.joining());
    }

    private static List<String> questions(TaskSource source) {
        return LongStream.range(0, source.size())
                .mapToObj(i -> source.task(i).question())
                .toList();
    }
}
