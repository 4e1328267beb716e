package dev.rlvr4j.trainer.aggregation;

import java.util.Arrays;

/** Global token mean: every response token of the optimizer batch weighs the same (DAPO, Yu et al. 2025, eq. 8). */
public record TokenMean() implements Aggregation {
    @Override
    public double[] weights(BatchLayout layout) {
        double[] weights = new double[layout.sequences()];
        Arrays.fill(
                weights, 1.0 / Arrays.stream(layout.lengths()).asLongStream().sum());
        return weights;
    }
}
