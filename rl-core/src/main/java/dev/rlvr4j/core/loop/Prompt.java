package dev.rlvr4j.core.loop;

import dev.rlvr4j.core.InputException;

/**
 * The tokens a completion continues.
 *
 * @param taskId the task it was made from
 * @param text the text of the tokens, as rendered by the prompt template
 * @param tokens token ids, at least one (the first completion token needs a predecessor)
 */
public record Prompt(String taskId, String text, int[] tokens) {
    public Prompt {
        if (tokens.length == 0) {
            throw new InputException("the prompt of task '" + taskId
                    + "' has no tokens; give it a text, or use a tokenizer that adds a beginning-of-sequence token");
        }
    }
}
