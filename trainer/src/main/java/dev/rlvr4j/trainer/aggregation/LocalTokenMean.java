package dev.rlvr4j.trainer.aggregation;

/**
 * Mean over the micro-batches of the token mean within each (BNPO). The only aggregation that depends on how the batch is
 * split, so on {@code micro_batch_tokens}; it is here to compare with trainers that do so.
 */
public record LocalTokenMean() implements Aggregation {
    private static final TokenMean WITHIN = new TokenMean();

    @Override
    public double[] weights(BatchLayout layout) {
        return WITHIN.weights(layout);
    }

    @Override
    public boolean perMicroBatch() {
        return true;
    }
}
