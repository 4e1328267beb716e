package dev.rlvr4j.rollout;

import dev.rlvr4j.core.InputException;
import java.util.List;
import java.util.Set;

/**
 * How tokens are drawn.
 *
 * @param temperature divides the logits; 0 is greedy
 * @param topK keep the k most likely tokens; 0 keeps all
 * @param topP keep the smallest set of most likely tokens with at least this probability, in (0, 1]
 * @param minP keep tokens with at least this share of the likeliest token's probability, in [0, 1)
 * @param maxTokens most tokens of a completion, at least 1
 * @param stopTokens tokens that end a completion besides the tokenizer's end tokens
 * @param stopStrings texts that end a completion
 * @param ignoreEos whether the tokenizer's end tokens do not end a completion
 */
public record SamplingParams(
        double temperature,
        int topK,
        double topP,
        double minP,
        int maxTokens,
        Set<Integer> stopTokens,
        List<String> stopStrings,
        boolean ignoreEos) {
    public SamplingParams {
        stopTokens = Set.copyOf(stopTokens);
        stopStrings = List.copyOf(stopStrings);
        if (!(temperature >= 0) || Double.isInfinite(temperature)) {
            throw new InputException("temperature must be 0 (greedy) or positive, but is " + temperature);
        }
        if (topK < 0) {
            throw new InputException("top_k must be 0 (off) or positive, but is " + topK);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new InputException("top_p must be in (0, 1], but is " + topP);
        }
        if (!(minP >= 0 && minP < 1)) {
            throw new InputException("min_p must be in [0, 1), but is " + minP);
        }
        if (maxTokens < 1) {
            throw new InputException("max_tokens must be at least 1, but is " + maxTokens);
        }
        if (stopStrings.contains("")) {
            throw new InputException("a stop string must not be empty");
        }
    }

    /** Plain sampling from the model's own distribution at temperature 1. */
    public static SamplingParams plain(int maxTokens) {
        return new SamplingParams(1, 0, 1, 0, maxTokens, Set.of(), List.of(), false);
    }

    /** The most likely token each time. */
    public static SamplingParams greedy(int maxTokens) {
        return new SamplingParams(0, 0, 1, 0, maxTokens, Set.of(), List.of(), false);
    }
}
