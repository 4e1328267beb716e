package dev.rlvr4j.core.loop;

import dev.rlvr4j.core.RlvrException;
import java.util.Arrays;
import java.util.List;

/**
 * What continues a prompt: one sampled turn, or a conversation in which turns of the model alternate with tokens that tools
 * and users gave. Given tokens are read by the model and never learnt: they count in no loss and in no figure of training.
 *
 * @param tokens the token ids in order, kept as they were sampled and never made from text again; the stop token is included
 *     where one ended a turn
 * @param logProbs the sampler's log-prob of each token, {@code [tokens.length]}: log-softmax of logits / temperature, before
 *     top-k, top-p and min-p cut the distribution (greedy: at temperature 1); 0 for a given token
 * @param finishReason why it ended
 * @param versions the adapter version of each sampled token, as spans in order, at least one; a token in no span was given
 * @param text the decoded text without stop token; cut before the stop string if one ended a single turn
 */
public record Completion(
        int[] tokens, float[] logProbs, FinishReason finishReason, List<VersionSpan> versions, String text) {
    public Completion {
        if (tokens.length == 0 || tokens.length != logProbs.length) {
            throw new RlvrException("a completion needs one log-prob per token and at least one token, but has "
                    + tokens.length + " tokens and " + logProbs.length + " log-probs");
        }
        versions = List.copyOf(versions);
        int end = 0;
        for (VersionSpan span : versions) {
            if (span.start() < end || span.end() <= span.start() || span.end() > tokens.length) {
                throw new RlvrException("the version spans of a completion of " + tokens.length
                        + " tokens must lie in it in order, but are " + versions);
            }
            end = span.end();
        }
        if (end == 0) {
            throw new RlvrException(
                    "a completion needs the adapter version of at least one sampled token, but has none");
        }
    }

    /** True where the completion was cut by a limit on tokens or turns. */
    public boolean truncated() {
        return finishReason == FinishReason.LENGTH;
    }

    /** Number of tokens the model sampled; the others were given to it. */
    public int sampledTokens() {
        return versions.stream().mapToInt(span -> span.end() - span.start()).sum();
    }

    /** The loss mask: true for each token the model sampled, {@code [tokens.length]}. */
    public boolean[] sampled() {
        boolean[] mask = new boolean[tokens.length];
        versions.forEach(span -> Arrays.fill(mask, span.start(), span.end(), true));
        return mask;
    }
}
