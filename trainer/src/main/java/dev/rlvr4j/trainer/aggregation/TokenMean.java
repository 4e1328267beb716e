package dev.rlvr4j.trainer.aggregation;

/** Global token mean: every response token of the optimizer batch weighs the same (DAPO, Yu et al. 2025, eq. 8). */
public record TokenMean() implements Aggregation {
    @Override
    public double[] weights(BatchLayout layout) {
        return layout.each(s -> 1.0 / layout.tokens());
    }
}
