package dev.rlvr4j.core.loop;

import dev.rlvr4j.core.RlvrException;
import java.util.List;

/**
 * One sampled continuation of a prompt.
 *
 * @param tokens the sampled token ids, the stop token included if one ended it; at least one
 * @param logProbs the sampler's log-prob of each token, {@code [tokens.length]}: log-softmax of logits / temperature, before
 *     top-k, top-p and min-p cut the distribution (greedy: at temperature 1)
 * @param finishReason why it ended
 * @param versions the adapter version of each token, as spans in order that cover all tokens
 * @param text the decoded text without stop token; cut before the stop string if one ended it
 */
public record Completion(
        int[] tokens, float[] logProbs, FinishReason finishReason, List<VersionSpan> versions, String text) {
    public Completion {
        if (tokens.length == 0 || tokens.length != logProbs.length) {
            throw new RlvrException("a completion needs one log-prob per token and at least one token, but has "
                    + tokens.length + " tokens and " + logProbs.length + " log-probs");
        }
        versions = List.copyOf(versions);
    }

    /** True where the completion was cut by the token limit. */
    public boolean truncated() {
        return finishReason == FinishReason.LENGTH;
    }
}
