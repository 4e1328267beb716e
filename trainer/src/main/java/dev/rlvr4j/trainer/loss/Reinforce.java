package dev.rlvr4j.trainer.loss;

/** Plain REINFORCE (Williams 1992): -A log-prob, without a ratio; also the loss of GPG (Chu et al. 2025). */
public record Reinforce() implements Loss {
    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return WeightedLogProbs.of(batch, i -> 1);
    }
}
