package dev.rlvr4j.envs.generators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.envs.Task;
import dev.rlvr4j.rewards.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTextTest {
    private static final Task SUM = Procedural.task("chain_sum", "700+534=", "1234");
    private static final Task NEGATIVE = Procedural.task("chain_sum", "7-12=", "-5");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1234 | CORRECT",
                "1,234 | CORRECT",
                "'1{,}234' | CORRECT",
                "１２３４ | CORRECT",
                "+1234 | CORRECT",
                "$1234$ | CORRECT",
                "'\\text{1234}' | CORRECT",
                "1234. | CORRECT",
                "01234 | CORRECT",
                "12,34 | UNPARSEABLE",
                "1234.0 | UNPARSEABLE",
                "1 234 | UNPARSEABLE",
                "١٢٣٤ | UNPARSEABLE",
                "700+534 | UNPARSEABLE",
                "1234=1234 | UNPARSEABLE",
                "1235=1234 | UNPARSEABLE",
                "12 or 1234 | UNPARSEABLE",
                "1.234e3 | UNPARSEABLE",
                "0x4D2 | UNPARSEABLE",
                "'\\unknown{1234}' | UNPARSEABLE",
                "'\\text{1234' | UNPARSEABLE",
                "1235 | WRONG",
                "-1234 | WRONG"
            })
    void aNumberIsOneLiteral(String answer, Verdict verdict) {
        assertThat(Procedural.judge(SUM, "<answer>" + answer + "</answer>").verdict())
                .isEqualTo(verdict);
    }

    @Test
    void onePlaceHoldsTheAnswer() {
        assertThat(Procedural.judge(SUM, "\\boxed{1234} and <answer>7</answer>").extracted())
                .isEqualTo("7");
        assertThat(Procedural.judge(SUM, "#### 1234\n\\boxed{8}").extracted()).isEqualTo("8");
        assertThat(Procedural.judge(SUM, "#### 1234\n#### 9").extracted()).isEqualTo("9");
        assertThat(Procedural.judge(SUM, "it is 1234\nyes").verdict()).isEqualTo(Verdict.NO_ANSWER);
        assertThat(Procedural.judge(SUM, "<think>x</think>1234").verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(Procedural.judge(SUM, "1234<think>open").verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(Procedural.judge(SUM, "<think>1234").verdict()).isEqualTo(Verdict.NO_ANSWER);
        assertThat(Procedural.judge(NEGATIVE, "−5").verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(Procedural.judge(NEGATIVE, "- 5").verdict()).isEqualTo(Verdict.CORRECT);
    }

    @Test
    void whatTheTokenLimitCutIsNoAnswer() {
        assertThat(Procedural.judge(SUM, "1234", true).verdict()).isEqualTo(Verdict.NO_ANSWER);
        assertThat(Procedural.judge(SUM, "#### 1234", true).verdict()).isEqualTo(Verdict.NO_ANSWER);
        assertThat(Procedural.judge(SUM, "#### 1234\nand", true).verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(Procedural.judge(SUM, "<answer>1234</answer> and", true).verdict())
                .isEqualTo(Verdict.CORRECT);
    }

    @Test
    void anEndlessAnswerIsBeyondTheLimit() {
        assertThat(Procedural.judge(SUM, "1".repeat(50_000)).verdict()).isEqualTo(Verdict.LIMIT);
        assertThat(Procedural.judge(SUM, "1".repeat(5_000)).verdict()).isEqualTo(Verdict.UNPARSEABLE);
        assertThat(Procedural.judge(SUM, "{".repeat(30_000) + "\\").verdict()).isEqualTo(Verdict.UNPARSEABLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\\frac{3}{4}' | 3/4",
                "'-\\dfrac{3}{4}x^{2}' | -3/4x^2",
                "'\\frac{x+1}{2}' | (x+1)/2",
                "'2 \\times 3^{12}' | 2 * 3^12",
                "'x² + 3x¹²' | x^2 + 3x^12",
                "'\\{1, 2\\}' | {1, 2}",
                "'50\\%' | 50%",
                "'\\left(3\\right)' | (3)",
                "'Monday.' | Monday"
            })
    void signsAndSimpleLatexAreWrittenPlainly(String written, String plain) {
        assertThat(AnswerText.plain(written)).contains(plain);
    }
}
