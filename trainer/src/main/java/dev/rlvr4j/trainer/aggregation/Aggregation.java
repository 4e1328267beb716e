package dev.rlvr4j.trainer.aggregation;

/** How token losses become one number: the weight of a token of each sequence. */
@FunctionalInterface
public interface Aggregation {
    /**
     * Weights over a whole optimizer batch, so that splitting it into micro-batches changes nothing.
     *
     * @param layout which sequences the optimizer batch has
     * @return weight of every token of each sequence, {@code [S]}
     */
    double[] weights(BatchLayout layout);

    /**
     * Whether the weights are those of each micro-batch by itself, and the loss is the mean over micro-batches: then the loss
     * depends on how the batch is split.
     */
    default boolean perMicroBatch() {
        return false;
    }

    /**
     * This aggregation in a run whose completions have at most so many tokens, for one that divides by that number.
     *
     * @param maxTokens the rollout's limit
     */
    default Aggregation withLimit(int maxTokens) {
        return this;
    }
}
