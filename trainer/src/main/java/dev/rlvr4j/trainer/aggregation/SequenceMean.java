package dev.rlvr4j.trainer.aggregation;

import java.util.Arrays;

/** Mean over the sequences of the mean over their tokens (GRPO, Shao et al. 2024, eq. 3). */
public record SequenceMean() implements Aggregation {
    @Override
    public double[] weights(BatchLayout layout) {
        return Arrays.stream(layout.lengths())
                .mapToDouble(length -> 1.0 / ((double) layout.sequences() * Math.max(1, length)))
                .toArray();
    }
}
