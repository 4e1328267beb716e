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
}
