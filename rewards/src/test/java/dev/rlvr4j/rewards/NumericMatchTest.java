package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumericMatchTest {
    private static final String SOLUTION = "Ada packs 40+32=<<40+32=72>>72 boxes.\n#### 72";

    private final Verifier numeric = new NumericMatch();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "40+32=72;#### 72 | CORRECT",
                "#### 72.0 | CORRECT",
                "#### $72 | CORRECT",
                "so \\boxed{72} | CORRECT",
                "<think>a</think><answer>72</answer> | CORRECT",
                "#### 71 | WRONG",
                "#### 72;#### 71 | WRONG",
                "\\boxed{71}, \\boxed{72} | WRONG",
                "\\boxed{72}, \\boxed{71} | WRONG",
                "<answer>40+32</answer> | WRONG",
                "<answer>72 or 73</answer> | WRONG",
                "<answer>7,2</answer> | WRONG",
                "\\boxed{\\boxed{72}} | WRONG",
                "The answer is 72 | NO_ANSWER",
                "<think>#### 72</think> | NO_ANSWER",
                "<think>#### 72 | NO_ANSWER",
                "#### 72 or 71 | NO_ANSWER",
                "\\boxed{72 | NO_ANSWER",
                "'' | NO_ANSWER",
            })
    void judgesResponsesToAGsm8kSolution(String response, String verdict) throws Exception {
        Score score = numeric.verify(Attempts.of(SOLUTION, response.replace(';', '\n')));

        assertThat(score.reason()).startsWith(verdict + ": ");
        double correct = verdict.equals("CORRECT") ? 1 : 0;
        double hasAnswer = verdict.equals("NO_ANSWER") ? 0 : 1;
        assertThat(score.value()).isEqualTo(correct);
        assertThat(score.parts())
                .containsAllEntriesOf(Map.of("correct", correct, "has_answer", hasAnswer))
                .containsEntry("verdict/" + verdict.toLowerCase(Locale.ROOT), 1.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "72 | 72",
                "#### 1,234 | 1234",
                "thus \\boxed{\\frac{3}{4}} | 0.75",
                "0.5 | 50%",
                "198% | 198",
                "198% | 198%",
                "-5 | \u22125",
            })
    void readsTheGoldInEveryLayout(String reference, String answer) throws Exception {
        assertThat(numeric.verify(Attempts.of(reference, "#### " + answer)).value())
                .isEqualTo(1);
    }

    @Test
    void theJudgementHoldsTheAnswerAndAnUnusableGoldIsAVerdict() {
        NumericMatch match = new NumericMatch();

        Judgement wrong = match.judge(Attempts.of(SOLUTION, "\\boxed{ 71 }"), Deadline.NONE);
        assertThat(wrong.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(wrong.extracted()).isEqualTo("71");
        assertThat(match.judge(Attempts.of("many", "#### 1"), Deadline.NONE).verdict())
                .isEqualTo(Verdict.GOLD_UNUSABLE);
        assertThat(match.unusable(Attempts.of("many", "")))
                .hasValueSatisfying(why -> assertThat(why).startsWith("the reference of task 't1' holds no number"));
        assertThat(match.unusable(Attempts.of(SOLUTION, ""))).isEmpty();
        assertThat(match.version()).isEqualTo("numeric-1");
        assertThat(new LenientNumericMatch().version()).isEqualTo("numeric-lenient-1");
    }

    @Test
    void aBareGoldDoesNotTakeAPercentage() throws Exception {
        assertThat(numeric.verify(Attempts.of("50", "#### 50%")).value()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "seventy-two", "no mark 1 2", "#### ", "72\n#### many", "\\boxed{x}"})
    void anUnusableGoldIsAnErrorAndNeverAZero(String reference) {
        assertThatThrownBy(() -> numeric.verify(Attempts.of(reference, "#### 72")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the reference of task 't1' holds no number");
        assertThatThrownBy(() -> numeric.verify(Attempts.of(reference, "no answer at all")))
                .isInstanceOf(InputException.class);
    }

    @Test
    void theReasonShowsBothNumbersOnOneShortLine() throws Exception {
        assertThat(numeric.verify(Attempts.of(SOLUTION, "#### 71")).reason()).isEqualTo("WRONG: '71' instead of '72'");
        assertThat(numeric.verify(Attempts.of("1", "\\boxed{" + "9\n".repeat(5000) + "}"))
                        .reason())
                .hasSizeLessThan(130)
                .doesNotContain("\n");
    }

    @Test
    void theLenientOneFallsBackToTheLastNumber() throws Exception {
        Verifier lenient = new LenientNumericMatch();

        assertThat(lenient.verify(Attempts.of(SOLUTION, "The answer is 72.")).value())
                .isEqualTo(1);
        assertThat(lenient.verify(Attempts.of(SOLUTION, "#### 72 apples")).value())
                .isEqualTo(1);
        assertThat(lenient.verify(Attempts.of(SOLUTION, "\\boxed{71} and not 72"))
                        .value())
                .isZero();
        assertThat(lenient.verify(Attempts.of(SOLUTION, "no idea")).reason()).startsWith("NO_ANSWER");
    }

    @Test
    void aVerificationTakesMicroseconds() throws Exception {
        Attempt attempt = Attempts.of(SOLUTION, "Ada packs 40 red boxes and 32 blue ones.\n".repeat(10) + "#### 72");
        for (int i = 0; i < 20_000; i++) {
            numeric.verify(attempt);
        }
        int rounds = 20_000;
        long start = System.nanoTime();
        double sum = 0;
        for (int i = 0; i < rounds; i++) {
            sum += numeric.verify(attempt).value();
        }
        double micros = (System.nanoTime() - start) / 1e3 / rounds;

        assertThat(sum).isEqualTo(rounds);
        assertThat(micros)
                .isLessThan(100); // 2 on the machine it was written on; far off only if a scan turns quadratic
    }
}
