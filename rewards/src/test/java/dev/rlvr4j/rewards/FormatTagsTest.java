package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTagsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<think>a</think><answer>b</answer> | FORMAT_OK",
                "'\n <think>a < b</think>\n\n<answer>b</answer>\n' | FORMAT_OK",
                "<answer>b</answer> | no <think>",
                "so <think>a</think><answer>b</answer> | text before <think>",
                "<think>a | no </think>",
                "<think> </think><answer>b</answer> | <think> is blank",
                "<think></think><answer>b</answer> | <think> is blank",
                "<think>a</think> | no <answer>",
                "<think>a</think> x <answer>b</answer> | text before <answer>",
                "<think>a</think><answer>b | no </answer>",
                "<think>a</think><answer></answer> | <answer> is blank",
                "<think>a</think><answer>b</answer>c | text after </answer>",
                "<think>a</think><answer>b</answer><answer>c</answer> | text after </answer>",
                "<answer>b</answer><think>a</think> | text before <think>",
                "<think>a<think>b</think><answer>c</answer> | a <think> tag inside <think>",
                "<think>a<answer>b</answer></think><answer>b</answer> | a <answer> tag inside <think>",
                "'' | no <think>",
            })
    void demandsEachTagOnceInOrder(String response, String reason) {
        var score = new FormatTags().verify(Attempts.of("x", response));

        assertThat(score.reason()).endsWith(reason);
        assertThat(score.value()).isEqualTo(reason.equals("FORMAT_OK") ? 1 : 0);
        assertThat(score.parts()).containsEntry("format", score.value());
    }

    @Test
    void takesOtherTags() {
        Verifier plan = new FormatTags(List.of("plan", "do", "answer"));

        assertThat(((FormatTags) plan)
                        .verify(Attempts.of("x", "<plan>a</plan><do>b</do><answer>c</answer>"))
                        .value())
                .isEqualTo(1);
        assertThatThrownBy(() -> new FormatTags(List.of("a", "a"))).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new FormatTags(List.of())).isInstanceOf(InputException.class);
    }
}
