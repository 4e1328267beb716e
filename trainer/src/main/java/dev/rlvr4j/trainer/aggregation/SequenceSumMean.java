package dev.rlvr4j.trainer.aggregation;

/** Mean over the sequences of the sum over their tokens: the loss of a sequence grows with its length. */
public record SequenceSumMean() implements Aggregation {
    @Override
    public double[] weights(BatchLayout layout) {
        return layout.each(s -> 1.0 / layout.sequences());
    }
}
