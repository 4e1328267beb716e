package dev.rlvr4j.trainer.loss;

/**
 * The loss of RLOO as TRL trains it (Ahmadian et al. 2024): the clipped surrogate on the ratio of whole sequences, exp(sum of
 * new - sum of old), where a completion is one action. Meant for short completions: the ratio grows with length.
 *
 * @param epsilonLow in [0, 1]
 * @param epsilonHigh at least 0
 */
public record Rloo(double epsilonLow, double epsilonHigh) implements Loss {
    public Rloo {
        new ClipRange(epsilonLow, epsilonHigh);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return SequenceSurrogate.of(batch, new ClipRange(epsilonLow, epsilonHigh), n -> 1, n -> 1);
    }
}
