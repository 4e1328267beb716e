package dev.rlvr4j.trainer.loss;

/** How token losses become one number: the weight of a token of each sequence. */
@FunctionalInterface
public interface Aggregation {
    /**
     * Weights over a whole optimizer batch, so that splitting it into micro-batches changes nothing.
     *
     * @param lengths tokens of each sequence, {@code [S]}
     * @return weight of every token of each sequence, {@code [S]}
     */
    double[] weights(int[] lengths);
}
