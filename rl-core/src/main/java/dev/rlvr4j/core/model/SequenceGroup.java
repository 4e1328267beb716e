package dev.rlvr4j.core.model;

import dev.rlvr4j.core.RlvrException;
import java.util.List;

/**
 * A prompt and the completions that continue it, as the trainer's forward pass takes them: the prompt is computed once and
 * shared by its completions.
 *
 * @param prompt token ids, at least one
 * @param completions token ids of each completion, each at least one token
 * @param asked which tokens of each completion log-probs are asked for, at least one of each; the other tokens are only
 *     read. Empty where all are asked for
 */
public record SequenceGroup(int[] prompt, List<int[]> completions, List<boolean[]> asked) {
    public SequenceGroup {
        completions = List.copyOf(completions);
        asked = List.copyOf(asked);
        if (prompt.length == 0 || completions.isEmpty() || completions.stream().anyMatch(c -> c.length == 0)) {
            throw new RlvrException(
                    "a sequence group needs a prompt and completions of at least one token each, but has "
                            + prompt.length + " prompt tokens and " + completions.size() + " completions");
        }
        if (!asked.isEmpty()) {
            checkMasks(completions, asked);
        }
    }

    /** A group whose completions are asked for whole. */
    public SequenceGroup(int[] prompt, List<int[]> completions) {
        this(prompt, completions, List.of());
    }

    /** Whether the log-prob of a token is asked for. */
    public boolean asks(int completion, int token) {
        return asked.isEmpty() || asked.get(completion)[token];
    }

    /** Number of tokens of a completion whose log-probs are asked for. */
    public int askedTokens(int completion) {
        return asked.isEmpty() ? completions.get(completion).length : count(asked.get(completion));
    }

    /** How many log-probs this group gives. */
    public int askedTokens() {
        int sum = 0;
        for (int i = 0; i < completions.size(); i++) {
            sum += askedTokens(i);
        }
        return sum;
    }

    /** Number of tokens the forward pass computes: the prompt once, and every completion. */
    public int computedTokens() {
        return prompt.length + completions.stream().mapToInt(c -> c.length).sum();
    }

    /** Some of its completions, in the given order. */
    public SequenceGroup pick(List<Integer> indices) {
        return new SequenceGroup(
                prompt,
                indices.stream().map(completions::get).toList(),
                asked.isEmpty() ? asked : indices.stream().map(asked::get).toList());
    }

    private static void checkMasks(List<int[]> completions, List<boolean[]> asked) {
        if (asked.size() != completions.size()) {
            throw new RlvrException("a sequence group of " + completions.size()
                    + " completions needs as many masks, or none, but has " + asked.size());
        }
        for (int i = 0; i < asked.size(); i++) {
            if (asked.get(i).length != completions.get(i).length || count(asked.get(i)) == 0) {
                throw new RlvrException("the mask of a completion of " + completions.get(i).length
                        + " tokens must have as many entries and ask for at least one, but has "
                        + asked.get(i).length + " and asks for " + count(asked.get(i)));
            }
        }
    }

    private static int count(boolean[] mask) {
        int count = 0;
        for (boolean set : mask) {
            count += set ? 1 : 0;
        }
        return count;
    }
}
