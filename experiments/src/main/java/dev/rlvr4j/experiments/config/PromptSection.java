package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import org.jspecify.annotations.Nullable;

/**
 * How a task becomes the text a completion continues.
 *
 * @param template text around {@code {question}}
 * @param system the system message of a chat prompt; null is none
 * @param chat whether the checkpoint's chat template goes around it; {@code auto}: where it has one
 */
public record PromptSection(String template, @Nullable String system, Chat chat) {
    /** Whether a chat template is used. */
    public enum Chat {
        AUTO,
        ON,
        OFF
    }

    static final PromptSection DEFAULT = new PromptSection("{question}\n", null, Chat.AUTO);

    public PromptSection {
        if (!template.contains("{question}")) {
            throw new InputException("template must contain {question}, but is '" + template + "'");
        }
    }
}
