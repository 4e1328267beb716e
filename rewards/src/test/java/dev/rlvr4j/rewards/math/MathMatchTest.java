package dev.rlvr4j.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifiers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MathMatchTest {
    private static final MathMatch MATH = new MathMatch();

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '`', textBlock = Pairs.EQUAL)
    void acceptsAnEqualAnswer(String gold, String answer) {
        assertThat(boxed(gold, answer).verdict()).as("%s", boxed(gold, answer)).isEqualTo(Verdict.CORRECT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '`', textBlock = Pairs.UNEQUAL)
    void refusesAnotherAnswer(String gold, String answer) {
        assertThat(boxed(gold, answer).verdict())
                .as("%s", boxed(gold, answer))
                .isNotIn(Verdict.CORRECT, Verdict.GOLD_UNUSABLE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '`', textBlock = Pairs.POLICIES)
    void askedForAFormItWantsIt(String policy, String gold, String answer, Verdict verdict) {
        Attempt attempt = new Attempt("t", "", gold, "\\boxed{" + answer + "}", false, Map.of("policy", policy));
        assertThat(MATH.judge(attempt, Deadline.NONE).verdict())
                .as("%s", MATH.judge(attempt, Deadline.NONE))
                .isEqualTo(verdict);
    }

    @Test
    void anUnknownPolicyIsAnInputError() {
        Attempt attempt = new Attempt("t", "", "1", "\\boxed{1}", false, Map.of("policy", "exact"));
        assertThatThrownBy(() -> MATH.judge(attempt, Deadline.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("literal, value, reduced, choice, text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "\\frac{1", "(1,2", "\\boxed{}", "a\u0000b", "3^"})
    void aGoldThatCannotBeReadIsUnusable(String gold) {
        Attempt task = new Attempt("t", "", gold, "", false, Map.of());
        assertThat(MATH.unusable(task)).isPresent();
        assertThat(judge(gold, "\\boxed{1}").verdict()).isEqualTo(Verdict.GOLD_UNUSABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"42", "\\frac{1}{2}", "(1,2)", "Evelyn", "x^2+1", "The P-value 0.22 does not imply it", "$\\pi$"
            })
    void aGoldThatCanBeReadIsUsable(String gold) {
        assertThat(MATH.unusable(new Attempt("t", "", gold, "", false, Map.of())))
                .isEmpty();
    }

    @Test
    void takesTheAnswerFromItsMark() {
        assertThat(judge("42", "#### 42").verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(judge("42", "<answer>42</answer>").verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(judge("42", "it is 42").verdict()).isEqualTo(Verdict.NO_ANSWER);
        assertThat(judge("It is 6 times 7\n#### 42", "\\boxed{42}").verdict()).isEqualTo(Verdict.CORRECT);
    }

    @Test
    void anUnmarkedAnswerCountsOnlyWhereTheReferenceIsInDelimitersOrTheVerifierIsLenient() throws Exception {
        assertThat(judge("$42$", "The final answer is 42. I hope it is correct.")
                        .verdict())
                .isEqualTo(Verdict.CORRECT);
        assertThat(judge("42", "The final answer is 42.").verdict()).isEqualTo(Verdict.NO_ANSWER);
        Attempt attempt = new Attempt("t", "", "42", "The final answer is 42.", false, Map.of());
        assertThat(new LenientMathMatch().judge(attempt, Deadline.NONE).verdict())
                .isEqualTo(Verdict.CORRECT);
        Attempt other = new Attempt("t", "", "41", "First 41, then the final answer is 42.", false, Map.of());
        assertThat(new LenientMathMatch().judge(other, Deadline.NONE).verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void whenTimeIsOverItSaysLimit() {
        Deadline over = Deadline.in(Duration.ofNanos(-1));
        Attempt attempt = new Attempt("t", "", "x", "\\boxed{" + "x+".repeat(300) + "x}", false, Map.of());
        assertThat(MATH.judge(attempt, over).verdict()).isEqualTo(Verdict.LIMIT);
    }

    @Test
    void isFoundByName() {
        assertThat(Verifiers.standard().get("math")).isInstanceOf(MathMatch.class);
        assertThat(Verifiers.standard().get("math-lenient")).isInstanceOf(LenientMathMatch.class);
        assertThat(MATH.version()).isEqualTo("math-2");
    }

    private static Judgement boxed(String gold, String answer) {
        return judge(gold, "So the result is $\\boxed{" + answer + "}$.");
    }

    private static Judgement judge(String gold, String response) {
        return MATH.judge(new Attempt("t", "", gold, response, false, Map.of()), Deadline.NONE);
    }
}
