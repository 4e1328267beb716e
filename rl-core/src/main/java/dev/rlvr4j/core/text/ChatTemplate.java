package dev.rlvr4j.core.text;

import dev.rlvr4j.core.InputException;
import java.util.List;
import java.util.Map;

/** Renders a conversation into the text a model was trained on. */
public interface ChatTemplate {
    /**
     * Renders messages.
     *
     * @param addGenerationPrompt whether to end with the opening of the assistant's turn
     */
    String render(List<ChatMessage> messages, boolean addGenerationPrompt);

    /** Whether the template looks at a variable of this name. */
    default boolean reads(String variable) {
        return false;
    }

    /**
     * The same template with further variables set, such as Qwen3's {@code enable_thinking}; InputException where a template
     * takes none.
     */
    default ChatTemplate with(Map<String, ?> variables) {
        if (variables.isEmpty()) {
            return this;
        }
        throw new InputException("this chat template takes no variables, but is given " + variables.keySet());
    }
}
