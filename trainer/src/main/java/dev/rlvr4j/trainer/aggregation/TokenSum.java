package dev.rlvr4j.trainer.aggregation;

/** Sum over all tokens, as Tinker's losses have it: the loss grows with the batch, and who calls scales the advantages. */
public record TokenSum() implements Aggregation {
    @Override
    public double[] weights(BatchLayout layout) {
        return layout.each(s -> 1);
    }
}
