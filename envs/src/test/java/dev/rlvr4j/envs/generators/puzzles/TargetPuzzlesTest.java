package dev.rlvr4j.envs.generators.puzzles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.generators.Procedural;
import dev.rlvr4j.envs.generators.exact.Expression;
import dev.rlvr4j.rewards.Verdict;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Countdown and 24: any right expression counts, and none of the tricks that other scorers pay for. */
class TargetPuzzlesTest {
    private static final Task FIVE_HUNDRED =
            Procedural.task("countdown", "?", "1", "numbers", "3 7 9 25", "target", "500");
    private static final Task FOUR_HUNDRED_SEVENTY_TWO =
            Procedural.task("countdown", "?", "1", "numbers", "3 7 25", "target", "172");
    private static final Task THREE = Procedural.task("countdown", "?", "1", "numbers", "1 2 5", "target", "3");
    private static final Task NINE = Procedural.task("countdown", "?", "1", "numbers", "2 3", "target", "9");
    private static final Task HAND = Procedural.task("puzzle24", "?", "1", "numbers", "1 3 4 6");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7*25-3",
                "25*7-3",
                "(25*7)-3",
                "((25)*((7)))-3",
                " 25 * 7 - 3 ",
                "7*25-3=172",
                "7 × 25 − 3 = 172",
                "7 \\times 25 - 3",
                "$7 \\cdot 25 - 3$",
                "7\\left(25\\right)*1",
            })
    void anyRightExpressionCountsAndNoOther(String answer) {
        assertThat(Procedural.accepts(FOUR_HUNDRED_SEVENTY_TWO, answer)).isEqualTo(!answer.endsWith("*1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x1F4+0x0*(3+25+7+9)", // another base: the numbers hide from a search for digits
                "5e2+0e0*(3+25+7+9)", // exponents
                "500",
                "500=500",
                "500+0*(3+7+9+25)",
                "3 7 9 25 = 500",
                "3+7+9+25=500",
                "(25-3)*25-7*9",
                "25*(7+9+3+1)",
                "25*20",
                "__import__('os').system('x')+3+7+9+25"
            })
    void numbersThatAreNotGivenEarnNothing(String answer) {
        assertThat(Procedural.accepts(FIVE_HUNDRED, answer)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.5*2", "1+2", "5-2", "5-2*1.0", "(5-2)**1", "5-2^1", "+5-2*1", "5--2*1", "5-2)*(1", "2(1)-5"})
    void digitsOfDecimalsPowersSignsAndUnusedNumbersEarnNothing(String answer) {
        assertThat(Procedural.accepts(THREE, answer)).isFalse();
        assertThat(Procedural.accepts(THREE, "5-2*1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"3**2", "3^2", "3²", "9**9**9", "2//3", "3*3", "3 2", "(2+3", "2+3)", "3/0", "2*3=9", "9=2+3"})
    void powersAndWholeDivisionEarnNothing(String answer) {
        assertThat(Procedural.accepts(NINE, answer)).isFalse();
    }

    @Test
    void aHandOf24IsComparedWithTheNumbersThatAreGiven() {
        assertThat(Procedural.accepts(HAND, "6/(1-3/4)")).isTrue();
        assertThat(Procedural.accepts(HAND, "6*4*1*1")).isFalse();
        assertThat(Procedural.accepts(HAND, "6*4*1")).isFalse();
        assertThat(Procedural.accepts(HAND, "6*4*1*3/3")).isFalse();
        assertThat(Procedural.accepts(HAND, "24")).isFalse();
    }

    @Test
    void hostileExpressionsEndAtOnce() {
        for (String answer : List.of(
                "(".repeat(100_000),
                "(".repeat(20_000) + "1" + ")".repeat(20_000),
                "9*".repeat(10_000) + "9",
                "1+".repeat(400))) {
            assertThat(Procedural.judge(NINE, answer).verdict()).isNotEqualTo(Verdict.CORRECT);
        }
        assertThat(Expression.parse("(".repeat(64) + "1" + ")".repeat(64))).isPresent();
        assertThat(Expression.parse("(".repeat(65) + "1" + ")".repeat(65))).isEmpty();
    }

    @Test
    void targetsAreInRangeAndEveryTaskIsSolvableWithItsOwnNumbers() {
        for (Task task : Procedural.tasks("countdown", 4, 300)) {
            Expression solution = Expression.parse(task.reference()).orElseThrow();
            assertThat(solution.value().numerator().intValueExact()).isBetween(100, 999);
            assertThat(solution.numbers().stream().sorted().toList())
                    .isEqualTo(Arrays.stream(task.metadata().get("numbers").split(" "))
                            .map(Long::valueOf)
                            .toList());
            assertThat(solution.numbers().size()).isBetween(5, 6);
            assertThat(task.question()).doesNotContain(task.reference());
        }
    }
}
