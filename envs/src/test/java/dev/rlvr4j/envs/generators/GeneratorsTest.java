package dev.rlvr4j.envs.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every generator on the class path. */
class GeneratorsTest {
    private static final Generators ALL = Generators.standard();
    private static final int ITEMS = 40;

    /** Their answers are moves, of which many others are right as well. */
    private static final Set<String> MANY_ANSWERS = Set.of("jugs");

    static List<String> names() {
        return ALL.names();
    }

    private static Stream<Task> everyLevel(String name) {
        return IntStream.rangeClosed(1, ALL.get(name).levels().size())
                .boxed()
                .flatMap(level -> Procedural.tasks(name, level, ITEMS).stream());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyAnswerIsAcceptedWhereverItStands(String name) {
        everyLevel(name).forEach(task -> {
            String answer = task.reference();
            for (String response : List.of(
                    answer,
                    "<think>no: 12345</think>" + answer,
                    "so\n#### " + answer,
                    "so\n#### " + answer + "\nmore",
                    "It is \\boxed{" + answer + "}.",
                    "<think>\\boxed{7}</think>It is <answer> " + answer + " </answer>")) {
                assertThat(Procedural.judge(task, response))
                        .as(task + " " + response)
                        .satisfies(judged -> {
                            assertThat(judged.verdict()).isEqualTo(Verdict.CORRECT);
                            assertThat(judged.value()).isEqualTo(1);
                        });
            }
            assertThat(new ProceduralVerifier()
                            .unusable(new Attempt(task.id(), task.question(), answer, "", false, task.metadata())))
                    .isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("names")
    void hedgedSurroundedAndEchoedAnswersEarnNothing(String name) {
        everyLevel(name).forEach(task -> {
            String answer = task.reference();
            for (String response : List.of(
                    "",
                    " ",
                    "<answer></answer>",
                    task.question(),
                    task.question() + answer + "?",
                    "<answer>" + task.question() + "</answer>",
                    "<answer>" + answer + " or " + answer + "</answer>",
                    "<answer>" + answer + " " + answer + "</answer>",
                    "<answer>" + answer + ", " + answer + "</answer>",
                    "<answer>" + answer + "</answer><answer>7 or 8</answer>",
                    "<answer>the answer is not " + answer + "</answer>",
                    "<answer>" + answer + "\u200b</answer>",
                    "<answer>" + answer + "x!</answer>",
                    "\\boxed{" + answer + "}, \\boxed{" + answer + "0}",
                    answer + " is wrong, it is 12 or 13 or 14",
                    "<think>" + answer)) {
                assertThat(Procedural.judge(task, response).verdict())
                        .as(task + " " + response)
                        .isNotEqualTo(Verdict.CORRECT);
                assertThat(Procedural.judge(task, response).value()).isZero();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("names")
    void anAnswerWithOneDigitChangedIsWrong(String name) {
        if (MANY_ANSWERS.contains(name)) {
            return;
        }
        everyLevel(name).forEach(task -> {
            for (String wrong : changedDigits(task.reference())) {
                assertThat(Procedural.accepts(task, wrong))
                        .as(task + " " + wrong)
                        .isFalse();
            }
        });
    }

    private static List<String> changedDigits(String answer) {
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < answer.length(); i++) {
            char c = answer.charAt(i);
            if (c >= '0' && c <= '9') {
                changed.add(answer.substring(0, i) + (c == '9' ? '8' : (char) (c + 1)) + answer.substring(i + 1));
            }
        }
        return changed;
    }

    @ParameterizedTest
    @MethodSource("names")
    void levelsGetHarderByTheGeneratorsMeasure(String name) {
        Generator<?> generator = ALL.get(name);
        double[] sizes = IntStream.rangeClosed(1, generator.levels().size())
                .mapToDouble(level -> meanSize(generator, level))
                .toArray();
        assertThat(sizes).hasSizeGreaterThanOrEqualTo(4);
        for (int i = 1; i < sizes.length; i++) {
            assertThat(sizes[i]).as("level " + (i + 1) + " of " + List.of(name)).isGreaterThan(sizes[i - 1]);
        }
    }

    private static <S extends Record> double meanSize(Generator<S> generator, int level) {
        S settings = Settings.level(generator, level);
        return IntStream.range(0, ITEMS)
                .mapToDouble(i -> generator
                        .generate(settings, new Draws(CounterRandom.key(99, i)))
                        .size())
                .average()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theSameDrawsGiveTheSameItem(String name) {
        assertThat(everyLevel(name).toList()).isEqualTo(everyLevel(name).toList());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyLevelOpensWithTheUsualHeldOutPartAndSharesNoQuestionWithIt(String name) {
        HeldOutPart part = HeldOutPart.usual(3);
        for (int level = 1; level <= ALL.get(name).levels().size(); level++) {
            ProceduralEnvironment environment = ProceduralEnvironment.of(ALL.get(name), level, Map.of(), part);
            List<String> heldOut = IntStream.range(
                            0, (int) environment.heldOut().size())
                    .mapToObj(i -> environment.heldOut().task(i).question())
                    .toList();
            assertThat(heldOut).doesNotHaveDuplicates().hasSizeGreaterThan(5).allMatch(q -> part.contains(name, q));
            for (int i = 0; i < 100; i++) {
                assertThat(part.contains(name, environment.train().task(i).question()))
                        .isFalse();
            }
        }
    }

    @Test
    void anUnknownNameNamesTheNearest() {
        assertThatThrownBy(() -> ALL.get("countdwon"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no generator is named 'countdwon'; did you mean 'countdown'? Known: ");
    }
}
