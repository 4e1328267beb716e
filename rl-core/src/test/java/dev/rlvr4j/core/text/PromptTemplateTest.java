package dev.rlvr4j.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Prompt;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptTemplateTest {
    private final Tokenizer tokenizer = Tokenizers.ascii();

    @Test
    void fillsFieldsAndPutsBosFirst() {
        Prompt prompt =
                PromptTemplate.plain(tokenizer, "{level}: {question}=").render("t1", "1+1", Map.of("level", "a"));
        assertThat(prompt.taskId()).isEqualTo("t1");
        assertThat(prompt.text()).isEqualTo("a: 1+1=");
        assertThat(prompt.tokens()).containsExactly(1, 'a', ':', ' ', '1', '+', '1', '=');
    }

    @Test
    void doesNotRepeatBos() {
        Prompt prompt = PromptTemplate.plain(tokenizer, "<s>{question}").render("t", "x", Map.of());
        assertThat(prompt.tokens()).containsExactly(1, 'x');
        assertThat(PromptTemplate.plain(tokenizer, "")
                        .render("t", "x", Map.of())
                        .tokens())
                .containsExactly(1);
    }

    @Test
    void otherBracesAreText() {
        Prompt prompt = PromptTemplate.plain(tokenizer, "{{question}} {} { question } {{ x }} \\boxed{1} {question}")
                .render("t", "{a} $1 \\", Map.of("a", "no"));
        assertThat(prompt.text()).isEqualTo("{question} {} { question } {{ x }} \\boxed{1} {a} $1 \\");
    }

    @Test
    void anUnknownFieldNamesTheKnownOnes() {
        assertThatThrownBy(() -> PromptTemplate.plain(tokenizer, "{questoin}").render("t", "x", Map.of("level", "1")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("{questoin}")
                .hasMessageContaining("[level, question]");
    }

    @Test
    void aConversationHasSystemUserAndTheOpeningOfTheAnswer() {
        ChatTemplate chat = new JinjaChatTemplate(
                "{{ bos_token }}{% for m in messages %}[{{ m.role }}]{{ m.content }}\n{% endfor %}"
                        + "{% if add_generation_prompt %}[assistant]{% endif %}",
                Map.of("bos_token", "<s>"), Clock.systemUTC());
        PromptTemplate both = PromptTemplate.chat(tokenizer, chat, "Level {level}.", "Q: {question}");
        Prompt prompt = both.render("t", "{{ 6*7 }}", Map.of("level", "2"));
        assertThat(prompt.text()).isEqualTo("<s>[system]Level 2.\n[user]Q: {{ 6*7 }}\n[assistant]");
        assertThat(prompt.tokens())
                .startsWith(1, '[', 's')
                .hasSize(prompt.text().length() - 2);
        PromptTemplate userOnly = PromptTemplate.chat(tokenizer, chat, null, "{question}");
        assertThat(userOnly.render("t", "x", Map.of()).text()).isEqualTo("<s>[user]x\n[assistant]");
    }

    @Test
    void examplesAreTurnsOfAConversationOrStandInTheText() {
        ChatTemplate chat = new JinjaChatTemplate(
                "{% for m in messages %}[{{ m.role }}]{{ m.content }}{% endfor %}", Map.of(), Clock.systemUTC());
        List<PromptTemplate.Example> examples = List.of(
                new PromptTemplate.Example("1+1", "2", Map.of("level", "a")),
                new PromptTemplate.Example("{question}", "{{ 3 }}", Map.of("level", "b")));
        PromptTemplate conversation = PromptTemplate.chat(tokenizer, chat, "s", "{level}: {question}=");
        PromptTemplate text = PromptTemplate.plain(tokenizer, "{level}: {question}=");

        assertThat(conversation
                        .withExamples(examples, "/")
                        .render("t", "2+2", Map.of("level", "c"))
                        .text())
                .isEqualTo("[system]s[user]a: 1+1=[assistant]2[user]b: {question}=[assistant]{{ 3 }}[user]c: 2+2=");
        assertThat(text.withExamples(examples, "/")
                        .render("t", "2+2", Map.of("level", "c"))
                        .text())
                .isEqualTo("a: 1+1=2/b: {question}={{ 3 }}/c: 2+2=");
    }

    @Test
    void aChatTemplateTellsWhichVariablesItReads() {
        ChatTemplate chat = new JinjaChatTemplate(
                "{% if enable_thinking is defined %}{{ m.thinking }}{% endif %}{{ tools is none }}",
                Map.of(), Clock.systemUTC());

        assertThat(chat.reads("enable_thinking")).isTrue();
        assertThat(chat.reads("thinking")).isFalse();
        assertThat(chat.render(List.of(), true)).isEqualTo("True"); // as transformers sets it where there are none
    }

    @Test
    void aTemplateThatRefusesSaysWhy() {
        ChatTemplate chat =
                new JinjaChatTemplate("{{ raise_exception('no system role') }}", Map.of(), Clock.systemUTC());
        assertThatThrownBy(() ->
                        PromptTemplate.chat(tokenizer, chat, "s", "{question}").render("t", "x", Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no system role");
    }

    @Test
    void aTemplateWithoutVariablesRefusesThem() {
        ChatTemplate plain = (messages, prompt) -> "x";
        assertThat(plain.with(Map.of())).isSameAs(plain);
        assertThatThrownBy(() -> plain.with(Map.of("enable_thinking", false)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("enable_thinking");
    }
}
