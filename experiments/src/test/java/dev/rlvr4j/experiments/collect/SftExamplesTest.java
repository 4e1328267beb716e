package dev.rlvr4j.experiments.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SftExamplesTest {
    private final Tokenizer tokenizer = Tokenizers.ascii();

    private @TempDir Path dir = Path.of("");

    private SftExamples read(String... lines) throws IOException {
        Path file = Files.write(dir.resolve("a.jsonl"), List.of(lines));
        return SftExamples.read(List.of(file), tokenizer, PromptTemplate.plain(tokenizer, "Q: {question}"), 16);
    }

    @Test
    void collectedTokensAreLearntUpToTheEndOfTheirSpan() throws IOException {
        SftExamples examples = read(
                "{\"prompt\": \"other\", \"prompt_tokens\": [1, 50], \"tokens\": [51, 52, 53], \"loss_spans\": [[0, 2]]}",
                "{\"prompt_tokens\": [1], \"tokens\": [51, 52], \"response\": \"other\"}");

        assertThat(examples.size()).isEqualTo(2);
        assertThat(examples.example(0).prompt()).containsExactly(1, 50);
        assertThat(examples.example(0).completions().get(0)).containsExactly(51, 52);
        assertThat(examples.example(1).completions().get(0)).containsExactly(51, 52);
    }

    @Test
    void onlyTokensInSpansAreLearntAndTheOthersAreRead() throws IOException {
        SftExamples examples = read(
                "{\"prompt_tokens\": [1], \"tokens\": [51, 52, 53, 54, 55], \"loss_spans\": [[0, 1], [2, 4]]}",
                "{\"prompt_tokens\": [1], \"tokens\": [51, 52, 53, 54, 55], \"loss_spans\": [[0, 2], [2, 4]]}",
                "{\"prompt\": \"a\", \"response\": \"bc\", \"loss_spans\": [[1, 3]]}");
        SequenceGroup turns = examples.example(0);

        assertThat(turns.completions().get(0)).containsExactly(51, 52, 53, 54);
        assertThat(turns.asked().get(0)).containsExactly(true, false, true, true);
        assertThat(examples.example(1).asked()).isEmpty(); // nothing between the spans: all of it is learnt
        assertThat(examples.example(2).completions().get(0)).containsExactly('b', 'c', 2);
        assertThat(examples.example(2).asked().get(0)).containsExactly(false, true, true);
        assertThat(read("{\"prompt_tokens\": [1], \"tokens\": [51, 52], \"loss_spans\": [[1, 2]]}")
                        .fingerprint())
                .isNotEqualTo(read("{\"prompt_tokens\": [1], \"tokens\": [51, 52], \"loss_spans\": [[0, 2]]}")
                        .fingerprint());
    }

    @Test
    void textsAreEncodedAndEnded() throws IOException {
        SftExamples examples =
                read("{\"prompt\": \"a\", \"response\": \"b\"}", "{\"question\": \"a\", \"completion\": \"bc\"}");
        SequenceGroup byPrompt = examples.example(0);
        SequenceGroup byQuestion = examples.example(1);

        assertThat(byPrompt.prompt()).containsExactly(1, 'a');
        assertThat(byPrompt.completions().get(0)).containsExactly('b', 2);
        assertThat(byQuestion.prompt()).containsExactly(1, 'Q', ':', ' ', 'a');
        assertThat(byQuestion.completions().get(0)).containsExactly('b', 'c', 2);
    }

    @Test
    void whatIsLongerThanTheContextIsLeftOut() throws IOException {
        SftExamples examples = read(
                "{\"prompt\": \"a\", \"response\": \"" + "b".repeat(14) + "\"}",
                "{\"prompt\": \"a\", \"response\": \"b\"}");

        assertThat(examples.size()).isEqualTo(1);
        assertThat(examples.tooLong()).isEqualTo(1);
        assertThatThrownBy(() -> read("{\"prompt\": \"a\", \"response\": \"" + "b".repeat(14) + "\"}"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("none of the 1 examples of");
    }

    @Test
    void theFingerprintTellsExamplesApart() throws IOException {
        String one = read("{\"prompt\": \"a\", \"response\": \"b\"}").fingerprint();

        assertThat(read("{\"prompt\": \"a\", \"response\": \"b\"}").fingerprint())
                .isEqualTo(one);
        assertThat(read("{\"prompt\": \"a\", \"response\": \"c\"}").fingerprint())
                .isNotEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1} | the row has neither tokens nor a text 'response' or 'completion'; it has a",
                "{\"response\": \"b\"} | the row has neither a text 'prompt' nor a 'question'; it has response",
                "{\"prompt_tokens\": [1], \"tokens\": [128]} | 'tokens' has the token 128, which is outside the tokenizer's",
                "{\"prompt_tokens\": [1], \"tokens\": [\"x\"]} | 'tokens' has the token \"x\"",
                "{\"prompt_tokens\": [], \"tokens\": [2]} | prompt and response need at least one token each",
                "{\"prompt_tokens\": [1], \"tokens\": [2, 3], \"loss_spans\": [[1, 3]]} | loss_spans must be pairs",
                "{\"prompt_tokens\": [1], \"tokens\": [2, 3], \"loss_spans\": [[0, 1], [0, 2]]} | loss_spans must be pairs",
                "{\"prompt_tokens\": [1], \"tokens\": [2, 3], \"loss_spans\": []} | loss_spans must be pairs",
                "{\"prompt_tokens\": [1], \"tokens\": [2, 3], \"loss_spans\": [[0, 1.5]]} | loss_spans must be pairs",
                "{\"prompt_tokens\": [1], \"tokens\": [2, 3], \"loss_spans\": \"all\"} | loss_spans must be pairs",
            })
    void aRowThatCannotBeUsedIsNamed(String row, String message) {
        assertThatThrownBy(() -> read(row))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(dir.resolve("a.jsonl") + ":1: " + message);
    }
}
