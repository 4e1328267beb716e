package dev.rlvr4j.rewards;

import java.util.Map;

/**
 * What a verifier judges: one response to one task.
 *
 * @param taskId the task's id
 * @param question the task's question, before any prompt template
 * @param reference the reference answer (gold), as the task source gave it
 * @param response the completion's text
 * @param truncated whether the response was cut by the token limit
 * @param metadata further fields of the task
 * @param tokens length of the completion in tokens, its stop token included; {@link #UNKNOWN} where nobody counted
 */
public record Attempt(
        String taskId,
        String question,
        String reference,
        String response,
        boolean truncated,
        Map<String, String> metadata,
        int tokens) {
    /** Where the number of tokens is not known. */
    public static final int UNKNOWN = -1;

    /** An attempt whose tokens nobody counted. */
    public Attempt(
            String taskId,
            String question,
            String reference,
            String response,
            boolean truncated,
            Map<String, String> metadata) {
        this(taskId, question, reference, response, truncated, metadata, UNKNOWN);
    }

    public Attempt {
        metadata = Map.copyOf(metadata);
    }
}
