package dev.rlvr4j.rewards.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifiers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultipleChoiceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "B | CORRECT",
                "(b) | CORRECT",
                "B. Paris | CORRECT",
                "The answer is (B). | CORRECT",
                "the answer is A, no: the answer is **B** | CORRECT",
                "Answer: B) Paris | CORRECT",
                "\\boxed{B} | CORRECT",
                "\\boxed{\\text{(B)}} | CORRECT",
                "<think>\\boxed{A}</think><answer>B</answer> | CORRECT",
                "\\boxed{A} | WRONG",
                "\\boxed{A}, \\boxed{B} | UNPARSEABLE",
                "\\boxed{A, B} | UNPARSEABLE",
                "A) or B) or C) | UNPARSEABLE",
                "A. B. | UNPARSEABLE",
                "\\boxed{E} | UNPARSEABLE",
                "A cat sat down | UNPARSEABLE",
                "Because | UNPARSEABLE",
                "<think>B | NO_ANSWER",
                "'' | NO_ANSWER",
            })
    void takesOneLetter(String response, Verdict verdict) throws Exception {
        for (String gold : new String[] {"B", "(b)", "B) Paris"}) {
            assertThat(new MultipleChoice()
                            .judge(attempt(gold, response), Deadline.NONE)
                            .verdict())
                    .isEqualTo(verdict);
        }
    }

    @Test
    void theNumberOfChoicesIsAnOption() throws Exception {
        AnswerVerifier ten = (AnswerVerifier) Verifiers.standard().get("multiple-choice", Map.of("choices", 10));

        assertThat(ten.judge(attempt("J", "\\boxed{J}"), Deadline.NONE).verdict())
                .isEqualTo(Verdict.CORRECT);
        assertThat(new MultipleChoice().unusable(attempt("J", "")))
                .hasValue("the reference of task 't' is 'J' and not a letter of A to D");
        assertThatThrownBy(() -> Verifiers.standard().get("multiple-choice", Map.of("choices", 27)))
                .hasMessageContaining("a whole number from 2 to 26, but is 27");
    }

    private static Attempt attempt(String reference, String response) {
        return new Attempt("t", "", reference, response, false, Map.of());
    }
}
