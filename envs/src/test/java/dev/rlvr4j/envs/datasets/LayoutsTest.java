package dev.rlvr4j.envs.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutsTest {
    private static final Path FILES = Path.of("src/test/resources/datasets");

    private @TempDir Path dir = Path.of("");

    @Test
    void gsm8k() {
        assertThat(tasks("gsm8k.jsonl", "auto"))
                .containsExactly(new Task(
                        FILES.resolve("gsm8k.jsonl") + ":1",
                        "Ada has 3 bags of 400 nuts. How many nuts?",
                        "1200",
                        Map.of("solution", "3*400 = 1200 nuts.")));
    }

    @Test
    void mathTakesTheLastBoxAndLeavesOutRowsWithoutOne() {
        DatasetEnvironment math = read("math.jsonl", "auto");

        assertThat(math.counts()).isEqualTo(new DatasetCounts(3, 0, 0, 1, 2, 0));
        assertThat(math.notes())
                .containsExactly("3 rows, 2 to train on, 0 held out; left out: 1 (no answer to compare with)");
        assertThat(math.train().task(0).reference()).isEqualTo("2");
        assertThat(math.train().task(0).metadata()).containsEntry("level", "1").containsEntry("subject", "Algebra");
        assertThat(math.train().task(1).reference()).isEqualTo("\\frac{3}{2}");
        assertThat(math.train().task(1).metadata()).doesNotContainKey("level");
    }

    @Test
    void math500() {
        assertThat(tasks("math-500.jsonl", "auto"))
                .containsExactly(new Task(
                        "made-up/algebra/1.json",
                        "Find $x$ with $x + 1 = 3$.",
                        "2",
                        Map.of(
                                "subject", "Algebra",
                                "level", "2",
                                "solution", "Take one from both: $\\boxed{2}$.")));
    }

    @Test
    void dapoWithoutItsInstructionsAndEachProblemOnce() {
        DatasetEnvironment dapo = read("dapo.parquet", "auto");

        assertThat(dapo.counts()).isEqualTo(new DatasetCounts(6, 3, 0, 0, 3, 0));
        assertThat(dapo.train().task(1))
                .isEqualTo(
                        new Task("made-up-2", "What is $2 + 1$?", "3", Map.of("source", "made_up", "subject", "MATH")));
    }

    @Test
    void openR1KnowsChoicesAndLeavesProofsOut() {
        DatasetEnvironment openR1 = read("openr1-math.jsonl", "auto");

        assertThat(openR1.counts()).isEqualTo(new DatasetCounts(3, 0, 0, 1, 2, 0));
        assertThat(openR1.train().task(0).metadata())
                .isEqualTo(Map.of("subject", "Algebra", "source", "made_up", "solution", "12"));
        assertThat(openR1.train().task(1))
                .satisfies(task -> assertThat(task.id()).isEqualTo("u-2"))
                .satisfies(task -> assertThat(task.metadata()).containsEntry("policy", "choice"));
    }

    @Test
    void deepMathAndPolarisAndCountdown() {
        Task deep = tasks("deepmath.jsonl", "auto").get(0);
        Task polaris = tasks("polaris.jsonl", "auto").get(0);
        Task countdown = tasks("countdown.parquet", "auto").get(1);

        assertThat(deep.reference()).isEqualTo("1");
        assertThat(deep.metadata()).isEqualTo(Map.of("level", "4.5", "subject", "Calculus"));
        assertThat(polaris.metadata()).isEqualTo(Map.of("level", "3/8"));
        assertThat(countdown.question()).contains("equal to 25", "5, 6, 5");
        assertThat(countdown.reference()).isEqualTo("25");
        assertThat(countdown.metadata()).isEqualTo(Map.of("numbers", "5 6 5", "target", "25"));
    }

    @ParameterizedTest
    @CsvSource({
        "gsm8k.jsonl,gsm8k",
        "math.jsonl,math",
        "math-500.jsonl,math-500",
        "dapo.parquet,dapo",
        "openr1-math.jsonl,openr1-math",
        "deepmath.jsonl,deepmath",
        "polaris.jsonl,polaris",
        "countdown.parquet,countdown"
    })
    void aLayoutIsFoundAsIfItWereNamed(String file, String layout) {
        assertThat(tasks(file, layout)).isEqualTo(tasks(file, "auto"));
        assertThat(Layouts.names()).contains(layout);
    }

    @Test
    void aMappingReachesIntoNestedColumns() {
        DatasetSettings settings = new DatasetSettings(
                List.of(FILES.resolve("dapo.parquet")),
                "mapped",
                new FieldMapping("prompt.0.content", "reward_model.ground_truth", null),
                new HeldOut.Count(0),
                List.of(),
                1);
        Task task = DatasetEnvironment.read(settings).train().task(0);

        assertThat(task.question()).contains("What is $1 + 1$?", "Answer: $Answer");
        assertThat(task.metadata()).containsEntry("extra_info", "{\"index\":\"made-up-1\"}");
    }

    @Test
    void aLayoutThatDoesNotFitListsTheColumns() throws IOException {
        assertThatThrownBy(() -> read("gsm8k.jsonl", "math-500"))
                .isInstanceOf(InputException.class)
                .hasMessage(FILES.resolve("gsm8k.jsonl")
                        + ":1: the layout math-500 needs the columns problem, answer, unique_id, but has no problem, unique_id"
                        + "; there are question, answer. Take another layout, or auto, or name the fields of"
                        + " question and answer");
        assertThatThrownBy(() -> read("gsm8k.jsonl", "gsm"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("no layout is named 'gsm'; there are auto, countdown, dapo,");
        Path file = Files.writeString(dir.resolve("a.jsonl"), "{\"target\": 3, \"nums\": 4}");
        assertThatThrownBy(() -> DatasetEnvironment.read(DatasetSettings.of(List.of(file), new HeldOut.Count(0), 1)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(":1: nums must be a list of numbers; the row has the fields target, nums");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "so \\boxed{4} | 4",
                "\\boxed{1} then \\fbox{ 2 } | 2",
                "$\\boxed {\\{1, 2\\}}$ | \\{1, 2\\}",
                "$\\boxed 7$. | 7",
                "\\boxed{\\frac{1}{2} | ''",
                "\\boxed | ''",
                "none | ''",
            })
    void theLastBox(String solution, String answer) {
        assertThat(LastBox.of(solution)).isEqualTo(answer);
    }

    private static DatasetEnvironment read(String file, String layout) {
        return DatasetEnvironment.read(new DatasetSettings(
                List.of(FILES.resolve(file)), layout, FieldMapping.auto(), new HeldOut.Count(0), List.of(), 1));
    }

    private static List<Task> tasks(String file, String layout) {
        var train = read(file, layout).train();
        return LongStream.range(0, train.size()).mapToObj(train::task).toList();
    }
}
