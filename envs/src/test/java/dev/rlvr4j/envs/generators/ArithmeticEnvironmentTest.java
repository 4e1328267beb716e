package dev.rlvr4j.envs.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticEnvironmentTest {
    private static final List<ArithmeticSettings> KINDS = List.of(
            ArithmeticSettings.defaults(0),
            new ArithmeticSettings(2, 0, 9, "+", 0.3, 15, 0),
            new ArithmeticSettings(4, 0, 99, "+-", 0.02, 300, 0),
            new ArithmeticSettings(2, 2, 99, "*", 0.1, 200, 0),
            new ArithmeticSettings(3, 0, 2, "-", 0.5, 5, 0),
            new ArithmeticSettings(8, 0, Integer.MAX_VALUE, "+", 0.5, 50, 0));

    @Test
    void seedZeroGivesTheseQuestions() {
        ArithmeticEnvironment arithmetic = new ArithmeticEnvironment(ArithmeticSettings.defaults(0));

        assertThat(questions(arithmetic.train(), 5))
                .containsExactly("40+45+41=", "29+14+38=", "47+40+15=", "38+33+46=", "36+25+20=");
        assertThat(questions(arithmetic.heldOut(), 5))
                .containsExactly("36+16+11=", "10+41+12=", "46+30+10=", "41+38+26=", "20+11+46=");
        Task task = arithmetic.train().task(0);
        assertThat(task.id()).isEqualTo("arithmetic/train/0");
        assertThat(task.metadata()).containsEntry("terms", "3");
    }

    @Test
    void trainAndHeldOutNeverShareAQuestion() {
        for (ArithmeticSettings kind : KINDS) {
            for (long seed = 0; seed < 8; seed++) {
                ArithmeticEnvironment arithmetic = new ArithmeticEnvironment(seeded(kind, seed));
                Set<String> heldOut = new HashSet<>(questions(arithmetic.heldOut(), kind.heldOutSize()));
                List<String> train = questions(arithmetic.train(), 2000);

                assertThat(heldOut).hasSize(kind.heldOutSize()).allMatch(arithmetic::isHeldOut);
                assertThat(arithmetic.heldOut().size()).isEqualTo(kind.heldOutSize());
                assertThat(train).noneMatch(heldOut::contains).noneMatch(arithmetic::isHeldOut);
                assertThat(arithmetic.isHeldOut(
                                arithmetic.train().task(Long.MAX_VALUE - 1).question()))
                        .isFalse();
            }
        }
    }

    @Test
    void everyReferenceIsTheValueAndEveryOperandInRange() {
        for (ArithmeticSettings kind : KINDS) {
            ArithmeticEnvironment arithmetic = new ArithmeticEnvironment(kind);
            for (int i = 0; i < 500; i++) {
                Task task = arithmetic.train().task(i);
                String[] operands = task.question().replace("=", "").split("[-+*]");
                long value = Long.parseLong(operands[0]);
                String operators = task.question().replaceAll("[0-9=]", "");
                for (int t = 1; t < operands.length; t++) {
                    long operand = Long.parseLong(operands[t]);
                    assertThat(operand).isBetween((long) kind.min(), (long) kind.max());
                    char operator = operators.charAt(t - 1);
                    value = operator == '+' ? value + operand : operator == '-' ? value - operand : value * operand;
                }
                assertThat(operands).hasSize(kind.terms());
                assertThat(task.reference()).isEqualTo(Long.toString(value));
            }
        }
    }

    @Test
    void anIndexAlwaysGivesTheSameTaskInAnyOrder() {
        ArithmeticEnvironment once = new ArithmeticEnvironment(ArithmeticSettings.defaults(3));
        ArithmeticEnvironment again = new ArithmeticEnvironment(ArithmeticSettings.defaults(3));
        List<String> forward = questions(once.train(), 100);

        for (int i = 99; i >= 0; i--) {
            assertThat(again.train().task(i).question()).isEqualTo(forward.get(i));
        }
        assertThat(questions(new ArithmeticEnvironment(ArithmeticSettings.defaults(4)).train(), 100))
                .isNotEqualTo(forward);
        assertThat(once.train().size()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aSmallerHeldOutPartIsTheBeginningOfALargerOne() {
        ArithmeticSettings large = ArithmeticSettings.defaults(1);
        ArithmeticSettings small = new ArithmeticSettings(3, 10, 49, "+", 0.1, 64, 1);

        assertThat(questions(new ArithmeticEnvironment(small).heldOut(), 64))
                .isEqualTo(questions(new ArithmeticEnvironment(large).heldOut(), 64));
    }

    @Test
    void theHeldOutShareIsKeptAndEveryOperandIsDrawn() {
        ArithmeticSettings digits = new ArithmeticSettings(3, 0, 9, "+-", 0.25, 100, 0);
        ArithmeticEnvironment arithmetic = new ArithmeticEnvironment(digits);
        long heldOut = 0;
        for (int a = 0; a < 10; a++) {
            for (int b = 0; b < 10; b++) {
                for (int c = 0; c < 10; c++) {
                    heldOut += arithmetic.isHeldOut(a + "+" + b + "-" + c + "=") ? 1 : 0;
                }
            }
        }
        assertThat(heldOut).isBetween(200L, 300L); // 250 expected, standard deviation 14
        assertThat(LongStream.range(0, 500)
                        .mapToObj(i -> arithmetic.train().task(i).question().substring(0, 1))
                        .distinct())
                .hasSize(10);
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 5, 0.5, 20", "2, 1, 2, 0.1, 4", "2, 3, 3, 0.5, 1", "3, 10, 49, 0.1, 20000"})
    void tooFewQuestionsAreRefused(int terms, int min, int max, double share, int size) {
        assertThatThrownBy(
                        () -> new ArithmeticEnvironment(new ArithmeticSettings(terms, min, max, "+", share, size, 0)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("too few to hold out " + size)
                .hasMessageContaining("widen min..max");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 9, +, 0.1, 1, 'terms must be in [2, 100], but is 1'",
        "2, -1, 9, +, 0.1, 1, 0 <= min <= max",
        "2, 9, 1, +, 0.1, 1, 0 <= min <= max",
        "2, 0, 9, '', 0.1, 1, some of + - *",
        "2, 0, 9, /, 0.1, 1, some of + - *",
        "2, 0, 9, ++, 0.1, 1, must be different",
        "2, 0, 9, +*, 0.1, 1, the operator * must stand alone",
        "20, 0, 99, *, 0.1, 1, do not fit into 64 bits",
        "2, 0, 9, +, 1, 1, above 0 and below 1",
        "2, 0, 9, +, 0, 1, above 0 and below 1",
        "2, 0, 9, +, NaN, 1, above 0 and below 1",
        "2, 0, 9, +, 0.1, 0, at least 1",
    })
    void badSettingsAreRefused(int terms, int min, int max, String operators, double share, int size, String message) {
        assertThatThrownBy(() -> new ArithmeticSettings(terms, min, max, operators, share, size, 0))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("arithmetic: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void aNegativeIndexIsRefused(long index) {
        TaskSource train = new ArithmeticEnvironment(ArithmeticSettings.defaults(0)).train();

        assertThatThrownBy(() -> train.task(index)).hasMessageContaining("must not be negative, but is " + index);
    }

    private static ArithmeticSettings seeded(ArithmeticSettings kind, long seed) {
        return new ArithmeticSettings(
                kind.terms(), kind.min(), kind.max(), kind.operators(), kind.heldOutShare(), kind.heldOutSize(), seed);
    }

    private static List<String> questions(TaskSource source, int count) {
        return LongStream.range(0, count)
                .mapToObj(i -> source.task(i).question())
                .toList();
    }
}
