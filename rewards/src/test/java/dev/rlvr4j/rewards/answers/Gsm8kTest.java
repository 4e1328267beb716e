package dev.rlvr4j.rewards.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Gsm8kTest {
    private static final String SOLUTION = "She has 1,000+72=<<1000+72=1072>>1072.\n#### 1,072";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // response | strict | strict's answer | lenient | lenient's answer
                "#### 1072 | CORRECT | 1072 | CORRECT | 1072",
                "#### 1,072 | CORRECT | 1072 | WRONG | 1,072",
                "#### 1072.0 | WRONG | 1072.0 | WRONG | 1072.0",
                "#### 1072. | WRONG | 1072. | WRONG | 1072.",
                "#### $1072 | NO_ANSWER | | CORRECT | 1072",
                "####1072 | NO_ANSWER | | CORRECT | 1072",
                "#### -1072 | WRONG | -1072 | WRONG | -1072",
                "#### 5 ... #### 1072 | CORRECT | 1072 | CORRECT | 1072",
                "#### 1072 #### none | CORRECT | 1072 | CORRECT | 1072",
                "##### 1072 | CORRECT | 1072 | CORRECT | 1072",
                "It is 1072 . | NO_ANSWER | | CORRECT | 1072",
                "It is 1072 apples, all | NO_ANSWER | | WRONG | ','",
                "no idea | NO_ANSWER | | NO_ANSWER |",
            })
    void followsVerl(String response, String strict, String strictAnswer, String lenient, String lenientAnswer) {
        check(new Gsm8kStrict().judge(attempt(SOLUTION, response), Deadline.NONE), strict, strictAnswer);
        check(new Gsm8kLenient().judge(attempt(SOLUTION, response), Deadline.NONE), lenient, lenientAnswer);
    }

    private static void check(Judgement judgement, String verdict, String answer) {
        assertThat(judgement.verdict()).isEqualTo(Verdict.valueOf(verdict));
        assertThat(judgement.extracted()).isEqualTo(answer);
        assertThat(judgement.value()).isEqualTo(verdict.equals("CORRECT") ? 1 : 0);
    }

    @Test
    void looksAtTheLast300CharactersOnly() {
        assertThat(strict("#### 1072" + "\uD83D\uDE00".repeat(291))).isEqualTo(Verdict.CORRECT);
        assertThat(strict("#### 1072" + "\uD83D\uDE00".repeat(292))).isEqualTo(Verdict.NO_ANSWER);
    }

    private static Verdict strict(String response) {
        return new Gsm8kStrict()
                .judge(attempt(SOLUTION, response), Deadline.NONE)
                .verdict();
    }

    @Test
    void anUnusableGoldIsAVerdictAndNeverAZero() {
        Attempt attempt = attempt("#### many", "#### 4");

        assertThat(new Gsm8kStrict().judge(attempt, Deadline.NONE).verdict()).isEqualTo(Verdict.GOLD_UNUSABLE);
        assertThat(new Gsm8kLenient().unusable(attempt)).isPresent();
        assertThatThrownBy(() -> new Gsm8kLenient().verify(attempt))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'t' holds no plain number: 'many'");
    }

    private static Attempt attempt(String reference, String response) {
        return new Attempt("t", "", reference, response, false, Map.of());
    }
}
