package dev.rlvr4j.trainer.loss;

import java.util.Arrays;

/** Global token mean: every response token of the optimizer batch weighs the same (DAPO, Yu et al. 2025, eq. 8). */
public final class TokenMean implements Aggregation {
    @Override
    public double[] weights(int[] lengths) {
        double[] weights = new double[lengths.length];
        Arrays.fill(weights, 1.0 / Arrays.stream(lengths).asLongStream().sum());
        return weights;
    }
}
