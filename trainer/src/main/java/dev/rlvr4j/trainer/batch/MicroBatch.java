package dev.rlvr4j.trainer.batch;

import dev.rlvr4j.core.model.SequenceGroup;
import java.util.Arrays;
import java.util.List;

/**
 * A piece of a training batch that goes through the model at once.
 *
 * @param groups what the policy computes
 * @param sequences index in the training batch of each of its sequences, in the order of the groups; {@code [s]}
 * @param offsets tokens of its k-th sequence in its own flat arrays are {@code [offsets[k], offsets[k + 1])}
 */
public record MicroBatch(List<SequenceGroup> groups, int[] sequences, int[] offsets) {
    /** Number of tokens that are trained on. */
    public int tokens() {
        return offsets[offsets.length - 1];
    }

    /** Its share of a flat array over the training batch. */
    public float[] gather(TrainingBatch batch, float[] flat) {
        float[] part = new float[tokens()];
        for (int k = 0; k < sequences.length; k++) {
            System.arraycopy(flat, batch.offsets()[sequences[k]], part, offsets[k], offsets[k + 1] - offsets[k]);
        }
        return part;
    }

    /** The weights of its tokens by itself, as one of so many micro-batches; {@code [N]}. */
    public float[] ownWeights(TrainingBatch batch, int microBatches) {
        double[] perSequence = batch.aggregation().weights(batch.layout(sequences));
        float[] weights = new float[tokens()];
        for (int k = 0; k < sequences.length; k++) {
            Arrays.fill(weights, offsets[k], offsets[k + 1], (float) (perSequence[k] / microBatches));
        }
        return weights;
    }

    /** Index of each of its tokens in the flat arrays of the training batch, {@code [N]}. */
    public int[] positions(TrainingBatch batch) {
        int[] positions = new int[tokens()];
        for (int k = 0; k < sequences.length; k++) {
            for (int i = offsets[k]; i < offsets[k + 1]; i++) {
                positions[i] = batch.offsets()[sequences[k]] + i - offsets[k];
            }
        }
        return positions;
    }

    /** Writes its own flat array back to where it belongs in one over the training batch. */
    public void scatter(TrainingBatch batch, float[] part, float[] flat) {
        for (int k = 0; k < sequences.length; k++) {
            System.arraycopy(part, offsets[k], flat, batch.offsets()[sequences[k]], offsets[k + 1] - offsets[k]);
        }
    }
}
