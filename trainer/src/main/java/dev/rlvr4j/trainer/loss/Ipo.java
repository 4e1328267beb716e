package dev.rlvr4j.trainer.loss;

/**
 * The IPO variant of {@link DppoKl} (prime-rl): a token is dropped where its probability has moved by more than a threshold,
 * whatever its advantage.
 *
 * @param threshold largest change of a token's probability, at least 0
 * @param klTau weight of the squared log-ratio, at least 0
 */
public record Ipo(double threshold, double klTau) implements Loss {
    public Ipo {
        Setting.nonNegative("threshold", threshold);
        Setting.nonNegative("kl_tau", klTau);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return klTau > 0;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return SamplerRatio.of(batch, klTau, i -> !(Math.abs(SamplerRatio.probabilityGain(batch, i)) > threshold));
    }
}
