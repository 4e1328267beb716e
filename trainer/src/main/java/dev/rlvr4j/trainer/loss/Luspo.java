package dev.rlvr4j.trainer.loss;

/**
 * LUSPO (Length-Unbiased Sequence Policy Optimization, 2026; TRL): the loss of {@link Gspo} times the sequence's length, so that with the mean over sequences all
 * tokens count the same and long answers are not favoured or disfavoured.
 *
 * @param epsilonLow in [0, 1]
 * @param epsilonHigh at least 0
 */
public record Luspo(double epsilonLow, double epsilonHigh) implements Loss {
    public Luspo {
        new ClipRange(epsilonLow, epsilonHigh);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return SequenceSurrogate.of(batch, new ClipRange(epsilonLow, epsilonHigh), n -> 1.0 / n, n -> n);
    }
}
