package dev.rlvr4j.trainer.aggregation;

/** Mean over the sequences of the mean over their tokens (GRPO, Shao et al. 2024, eq. 3). */
public record SequenceMean() implements Aggregation {
    @Override
    public double[] weights(BatchLayout layout) {
        return layout.each(s -> 1.0 / ((double) layout.sequences() * Math.max(1, layout.lengths()[s])));
    }
}
