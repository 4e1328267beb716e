package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerExtractionTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "17+38=55 #### 72 | 72",
                "#### 71;#### 72 | 72",
                "#### 72;bye | 72",
                "####72 | 72",
                "#### $1,234.5 | $1,234.5",
                "#### \\frac{3}{4} | \\frac{3}{4}",
                "#### 72;#### 3. Explanation | 72",
                "#### Final answer | none",
                "#### 72 or 73 | none",
                "#### 72 apples | none",
                "#### | none",
                "######## 72 | 72",
                "#### 71 #### 72 | 72",
                "72 | none",
            })
    void hashesTakeTheLastNumberLine(String text, String expected) {
        assertThat(AnswerExtraction.hashes().find(text.replace(';', '\n'))).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "so \\boxed{42}. | 42",
                "\\fbox{42} | 42",
                "\\boxed {42} | 42",
                "\\boxed{\\frac{1}{2}} | \\frac{1}{2}",
                "\\boxed{\\{1\\}} | \\{1\\}",
                "\\boxed{1} a text long enough to part the two \\boxed{2} | 2",
                "\\boxed{1} \\boxed{2} | 1, 2",
                "\\boxed{1}, or perhaps \\boxed{2} | 1, 2",
                "\\boxed{2} \\boxed{2} | 2",
                "\\boxed{\\boxed{42}} | \\boxed{42}",
                "\\boxed{42 | none",
                "\\boxed{42} and then at great length it goes on \\boxed{43 | none",
                "\\boxed{\\frac{1}{2} | none",
                "\\boxed{ } | none",
                "\\boxed 42 | 42",
                "so $\\boxed 5$ it is | 5",
                "so $\\boxed{41}$ far away from the box at the very end of this long line: $\\boxed-5$. | -5",
                "so \\boxed 5. Then | 5",
                "so $\\boxed \\frac{1}{2}$, | \\frac{1}{2}",
                "I put \\boxed{5} where I was told to, into a \\boxed field | 5",
                "a slip: $\\boxed{x$ is open, in the end it is $\\boxed{42}$ | 42",
                "a { alone, \\boxed{42} | 42",
                "a } alone, \\boxed{42} | 42",
                "\\\\boxed{42} | 42",
                "\\boxedsomething{42} | none",
                "\\boxes{42} | none",
                "42 | none",
            })
    void boxesTakeTheLastTopLevelOneWithBalancedBraces(String text, String expected) {
        assertThat(AnswerExtraction.boxed().find(text)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "<answer> 42 </answer> | 42",
                "<answer>41</answer><answer>42</answer> | 42",
                "<answer>41</answer><answer>42 | none",
                "<answer> </answer> | none",
                "42</answer> | none",
            })
    void answerTagTakesTheLastOne(String text, String expected) {
        assertThat(AnswerExtraction.answerTag().find(text)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            delimiter = '|',
            value = {
                "17+38=55 | 55",
                "it is 1,234.50. | 1,234.50",
                "it is -7! | -7",
                "it is -$7 | -$7",
                "10-7 | 7",
                "x-7 | 7",
                "a .5 share | .5",
                "50% of it | 50%",
                "either 3/4 | 3/4",
                "\u22127 degrees | \u22127",
                "no number | none",
            })
    void lastNumberTakesTheLastOne(String text, String expected) {
        assertThat(AnswerExtraction.lastNumber().find(text)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void theFirstStrategyThatHitsWins() {
        AnswerExtraction chain = AnswerExtraction.hashes().or(AnswerExtraction.boxed());

        assertThat(chain.find("#### 1\n\\boxed{2}")).contains("1");
        assertThat(chain.find("#### Result\n\\boxed{2}")).contains("2");
    }

    @Test
    void thoughtsAreNotAnswers() {
        AnswerExtraction after = AnswerExtraction.afterThinking(AnswerExtraction.boxed());

        assertThat(after.find("<think>\\boxed{1}</think>\\boxed{2}")).contains("2");
        assertThat(after.find("\\boxed{1}</think>")).isEmpty();
        assertThat(after.find("<think>\\boxed{1}")).isEmpty();
        assertThat(after.find("\\boxed{1} <think>\\boxed{2}")).contains("1");
    }

    @Test
    void everyStrategyIsLinearOnHostileText() {
        AnswerExtraction all = AnswerExtraction.afterThinking(AnswerExtraction.hashes()
                .or(AnswerExtraction.boxed())
                .or(AnswerExtraction.answerTag())
                .or(AnswerExtraction.lastNumber()));
        int n = 50_000;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime(); // a busy machine makes nothing quadratic
        for (String unit : new String[] {
            "#### a ",
            "####",
            "#### ",
            "#",
            "\\boxed{",
            "\\boxed {}",
            "\\boxed ",
            "\\boxed{1}",
            "<think>",
            "</think>",
            "<answer>",
            "<answer></answer>",
            "{",
            "}",
            "\\",
            "1,",
            "-",
            ". ",
            "####a\n"
        }) {
            all.find(unit.repeat(n));
        }
        assertThat(threads.getCurrentThreadCpuTime() - start).isLessThan(5_000_000_000L);
    }
}
