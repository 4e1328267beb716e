package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * How a task becomes the text a completion continues.
 *
 * @param template text around {@code {question}}
 * @param system the system message of a chat prompt; null is none
 * @param chat whether the checkpoint's chat template goes around it; {@code auto}: where it has one
 * @param date what chat templates that print a date take for today, so that the same recipe gives the same prompts
 */
public record PromptSection(String template, @Nullable String system, Chat chat, String date) {
    /** Whether a chat template is used. */
    public enum Chat {
        AUTO,
        ON,
        OFF
    }

    static final PromptSection DEFAULT = new PromptSection("{question}\n", null, Chat.AUTO, "2026-01-01");

    public PromptSection {
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
