package dev.rlvr4j.core.model;

import dev.rlvr4j.core.RlvrException;
import java.util.List;

/**
 * A prompt and the completions that continue it, as the trainer's forward pass takes them: the prompt is computed once and
 * shared by its completions.
 *
 * @param prompt token ids, at least one
 * @param completions token ids of each completion, each at least one token; log-probs are asked for exactly these tokens
 */
public record SequenceGroup(int[] prompt, List<int[]> completions) {
    public SequenceGroup {
        completions = List.copyOf(completions);
        if (prompt.length == 0 || completions.isEmpty() || completions.stream().anyMatch(c -> c.length == 0)) {
            throw new RlvrException(
                    "a sequence group needs a prompt and completions of at least one token each, but has "
                            + prompt.length + " prompt tokens and " + completions.size() + " completions");
        }
    }

    /** Number of completion tokens: how many log-probs this group gives. */
    public int completionTokens() {
        return completions.stream().mapToInt(c -> c.length).sum();
    }

    /** Number of tokens the forward pass computes: the prompt once, and every completion. */
    public int computedTokens() {
        return prompt.length + completionTokens();
    }
}
