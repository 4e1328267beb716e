package dev.rlvr4j.trainer.loss;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a loss sees of a micro-batch: S whole sequences (completions) with N tokens, flat. All log-probs are in nats, under
 * softmax(logits / temperature).
 *
 * @param offsets tokens of sequence s are {@code [offsets[s], offsets[s + 1])}; {@code [S + 1]}
 * @param logProbs log-prob of each token under the policy being trained (new), {@code [N]}
 * @param entropies entropy of the policy's distribution at each token, {@code [N]}
 * @param old log-prob under the policy before the first update on this batch, {@code [N]}; the ratio is exp(new - old)
 * @param sampler log-prob the sampler reported, {@code [N]}; where nobody sampled (SFT), old and this are the new ones
 * @param reference log-prob under the base, {@code [N]}; null unless the loss needs it
 * @param advantages advantage of each token, {@code [N]}
 * @param weights share of each token in the loss, {@code [N]}; over the whole optimizer batch
 * @param positions index of each token in the flat arrays of the whole optimizer batch, {@code [N]}
 */
public record LossBatch(
        int[] offsets,
        float[] logProbs,
        float[] entropies,
        float[] old,
        float[] sampler,
        float @Nullable [] reference,
        float[] advantages,
        float[] weights,
        int[] positions) {
    /** A whole optimizer batch. */
    public LossBatch(
            int[] offsets,
            float[] logProbs,
            float[] entropies,
            float[] old,
            float[] sampler,
            float @Nullable [] reference,
            float[] advantages,
            float[] weights) {
        this(
                offsets,
                logProbs,
                entropies,
                old,
                sampler,
                reference,
                advantages,
                weights,
                IntStream.range(0, logProbs.length).toArray());
    }

    /** The same with other weights. */
    public LossBatch withWeights(float[] other) {
        return new LossBatch(offsets, logProbs, entropies, old, sampler, reference, advantages, other, positions);
    }

    /** Number of tokens, N. */
    public int tokens() {
        return logProbs.length;
    }

    /** Number of sequences, S. */
    public int sequences() {
        return offsets.length - 1;
    }
}
