package dev.rlvr4j.envs.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecontaminationTest {
    private @TempDir Path dir = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What is $2+2$? | what is \\(2 + 2\\)",
                "Compute \\left( 1,000 - x \\right). | compute ( 1000-x ) .",
                "Find $\\dfrac{1}{2}\\,x$: | Find $\\frac12 x$",
                "Ｆｉｎｄ x² | find x2",
                "\"Don’t\" ask; add 1.5, 2. | dont ask add 1.5 2",
            })
    void copiesOfAProblemHaveTheSameKey(String one, String other) {
        assertThat(ProblemKey.loose(one)).isEqualTo(ProblemKey.loose(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2+2 | 2-2",
                "1.5 | 15",
                "5! | 5",
                "x^2 | x2",
                "12 3 | 12 4",
                "1,2 | 1.2",
                "\\leftarrow x | arrow x"
            })
    void differentProblemsHaveNot(String one, String other) {
        assertThat(ProblemKey.loose(one)).isNotEqualTo(ProblemKey.loose(other));
    }

    @Test
    void problemsOfEvaluationSetsAreNotTrainedOn() throws IOException {
        Path train = write("train.jsonl", row("What is $1 + 1$?") + row("What is 2+2?") + row("What is 3 + 3?"));
        Path evaluation = write("math-500.jsonl", """
                {"problem": "what is 1+1", "answer": "2", "unique_id": "a"}
                {"problem": "What is 9?", "answer": "9", "unique_id": "b"}
                """);
        DatasetEnvironment all = read(List.of(train), new HeldOut.Count(0), List.of(evaluation));

        assertThat(questions(all)).containsExactly("What is 2+2?", "What is 3 + 3?");
        assertThat(all.counts()).isEqualTo(new DatasetCounts(3, 0, 1, 0, 2, 0));
        assertThat(all.notes())
                .containsExactly(
                        "3 rows, 2 to train on, 0 held out; left out: 1 (also in held-out or evaluation data)");
    }

    @Test
    void heldOutFilesAreComparedLooselyToo() throws IOException {
        Path train = write("train.jsonl", row("What is $1 + 1$?") + row("What is 2+2?"));
        Path test = write("test.jsonl", row("What is 1+1?"));

        assertThat(questions(read(List.of(train), new HeldOut.Files(List.of(test)), List.of())))
                .containsExactly("What is 2+2?");
        assertThatThrownBy(() -> read(List.of(test), new HeldOut.Count(0), List.of(train)))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("all 1 questions of [" + test + "] are also in the held-out files");
    }

    @Test
    void aSplitDoesNotPutCopiesOfAProblemOnBothSides() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            rows.append(row("What is " + i + " + 1?")).append(row("what is $" + i + "+1$"));
        }
        DatasetEnvironment split = read(List.of(write("a.jsonl", rows.toString())), new HeldOut.Count(40), List.of());
        List<String> held = LongStream.range(0, split.heldOut().size())
                .mapToObj(i -> ProblemKey.loose(split.heldOut().task(i).question()))
                .toList();

        assertThat(split.counts().overlapping()).isPositive();
        assertThat(questions(split).stream().map(ProblemKey::loose)).doesNotContainAnyElementsOf(held);
    }

    private static DatasetEnvironment read(List<Path> files, HeldOut split, List<Path> evaluationSets) {
        return DatasetEnvironment.read(
                new DatasetSettings(files, "auto", FieldMapping.auto(), split, evaluationSets, 1));
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(dir.resolve(name), content);
    }

    private static String row(String question) {
        return "{\"question\": \"" + question.replace("\\", "\\\\") + "\", \"answer\": \"1\"}\n";
    }

    private static List<String> questions(DatasetEnvironment environment) {
        return LongStream.range(0, environment.train().size())
                .mapToObj(i -> environment.train().task(i).question())
                .toList();
    }
}
