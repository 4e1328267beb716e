package dev.rlvr4j.experiments.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.Tokenizers;
import dev.rlvr4j.experiments.config.PromptSection;
import dev.rlvr4j.experiments.config.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromptsTest {
    private static final String SWITCHED = "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}[assistant]"
            + "{% if NAME is defined and NAME is false %}<no>{% elif NAME is defined %}<yes>{% endif %}";

    private @TempDir Path dir = Path.of("");

    private Tokenizer tokenizer(String template) throws IOException {
        Tokenizers.writeAscii(dir);
        Files.writeString(dir.resolve("chat_template.jinja"), template);
        return Tokenizers.load(dir);
    }

    private static PromptSection prompt(String... settings) {
        var reader = Recipe.reader();
        for (String setting : settings) {
            reader.set(setting);
        }
        return reader.read().prompt();
    }

    @ParameterizedTest
    @CsvSource({
        "enable_thinking, on, <yes>",
        "enable_thinking, off, <no>",
        "enable_thinking, auto, ''",
        "thinking, on, <yes>",
        "thinking, off, <no>"
    })
    void thinkingIsSwitchedByTheNameTheTemplateKnows(String name, String value, String opening) throws IOException {
        PromptSection prompt = prompt("prompt.thinking='" + value + "'", "prompt.template='{question}'");

        assertThat(Prompts.template(prompt, tokenizer(SWITCHED.replace("NAME", name)))
                        .render("t", "q", Map.of())
                        .text())
                .isEqualTo("[user]q[assistant]" + opening);
    }

    @Test
    void aSwitchThatNobodyLooksAtIsRefused() throws IOException {
        Tokenizer plain = tokenizer("{{ messages[0].content }}");

        assertThatThrownBy(() -> Prompts.template(prompt("prompt.thinking='off'"), plain))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("has no switch for it (enable_thinking or thinking)");
        assertThatThrownBy(() -> Prompts.template(prompt("prompt.thinking='off'", "prompt.chat='off'"), plain))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("prompt.thinking needs a chat template, but prompt.chat is off");
    }

    @Test
    void examplesAreWrittenDownOrTheFirstTasksOfAFile() throws IOException {
        Path file = Files.writeString(dir.resolve("train.jsonl"), """
                {"question": "1+1?", "answer": "1 and 1.\\n#### 2"}
                {"question": "2+2?", "answer": "2 and 2.\\n#### 4"}
                {"question": "3+3?", "answer": "3 and 3.\\n#### 6"}
                """);
        PromptSection prompt = prompt(
                "prompt.template='Q: {question} A: '",
                "prompt.examples=[{question: '0+0?', answer: '0'}]",
                "prompt.examples_path=" + file,
                "prompt.examples_count=2",
                "prompt.examples_answer='{solution} {answer}'",
                "prompt.example_separator=';'");

        assertThat(Prompts.template(prompt, Tokenizers.ascii())
                        .render("t", "5+5?", Map.of())
                        .text())
                .isEqualTo("Q: 0+0? A: 0;Q: 1+1? A: 1 and 1. 2;Q: 2+2? A: 2 and 2. 4;Q: 5+5? A: ");
        assertThat(Prompts.shown(prompt)).containsExactlyInAnyOrder("0+0?", "1+1?", "2+2?");
    }

    @Test
    void whatTheExamplesLackIsNamed() throws IOException {
        Path file = Files.writeString(dir.resolve("a.jsonl"), "{\"question\": \"q\", \"answer\": \"1\"}");

        assertThatThrownBy(() -> Prompts.examples(prompt("prompt.examples_path=" + file)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("prompt.examples_count is 4, but " + file + " has only 1 tasks");
        assertThatThrownBy(() -> Prompts.examples(prompt(
                        "prompt.examples_path=" + file,
                        "prompt.examples_count=1",
                        "prompt.examples_answer='{solution}'")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("{solution}, but the task '" + file + ":1' has only [answer]");
        assertThatThrownBy(() -> prompt("prompt.examples=[{question: q}]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("an example needs both");
    }
}
