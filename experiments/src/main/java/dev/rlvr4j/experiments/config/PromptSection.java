package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rlvr4j.core.InputException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a task becomes the text a completion continues.
 *
 * @param template text around {@code {question}}
 * @param system the system message of a chat prompt; null is none
 * @param chat whether the checkpoint's chat template goes around it; {@code auto}: where it has one
 * @param thinking whether the model is to think before it answers, where its chat template can switch that ({@code
 *     enable_thinking}, or DeepSeek's {@code thinking}); {@code auto} leaves it to the template
 * @param examples questions with their answers, shown before the question (few-shot)
 * @param examplesPath a data set whose first tasks are shown as well; null is none
 * @param examplesCount how many of them
 * @param examplesAnswer text of their answers around <code>{answer}</code> and the names of metadata, e.g. <code>{solution}</code>
 * @param exampleSeparator text behind each example where there is no chat template
 * @param date what chat templates that print a date take for today, so that the same recipe gives the same prompts
 */
public record PromptSection(
        String template,
        @Nullable String system,
        Chat chat,
        Thinking thinking,
        List<Shot> examples,
        @Nullable String examplesPath,
        int examplesCount,
        String examplesAnswer,
        String exampleSeparator,
        String date) {
    /** Whether a chat template is used. */
    public enum Chat {
        AUTO,
        ON,
        OFF
    }

    /** Whether the model thinks first. */
    public enum Thinking {
        AUTO,
        ON,
        OFF
    }

    /**
     * An example.
     *
     * @param question as the data set would ask it
     * @param answer as the model is to answer
     */
    public record Shot(String question, String answer) {
        @JsonCreator
        static Shot of(
                @JsonProperty("question") @Nullable String question, @JsonProperty("answer") @Nullable String answer) {
            if (question == null || answer == null) {
                throw new InputException("an example needs both, e.g. {question: \"1+1=\", answer: \"2\"}");
            }
            return new Shot(question, answer);
        }
    }

    static final PromptSection DEFAULT = new PromptSection(
            "{question}\n", null, Chat.AUTO, Thinking.AUTO, List.of(), null, 4, "{answer}", "\n\n", "2026-01-01");

    public PromptSection {
        examples = List.copyOf(examples);
        if (examplesCount < 1) {
            throw new InputException("examples_count must be at least 1, but is " + examplesCount
                    + "; leave examples_path out to show none");
        }
        if (examplesPath != null && !examplesAnswer.contains("{")) {
            throw new InputException(
                    "examples_answer must name a field, such as {answer}, but is '" + examplesAnswer + "'");
        }
        if (!template.contains("{question}")) {
            throw new InputException("template must contain {question}, but is '" + template + "'");
        }
        try {
            LocalDate.parse(date);
        } catch (DateTimeParseException e) {
            throw new InputException("date must look like 2026-01-31, but is '" + date + "'", e);
        }
    }

    /** The date as such. */
    public LocalDate today() {
        return LocalDate.parse(date);
    }
}
