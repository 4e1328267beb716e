package dev.rlvr4j.core.text;

import java.util.List;

/** Renders a conversation into the text a model was trained on. */
public interface ChatTemplate {
    /**
     * Renders messages.
     *
     * @param addGenerationPrompt whether to end with the opening of the assistant's turn
     */
    String render(List<ChatMessage> messages, boolean addGenerationPrompt);
}
