package dev.rlvr4j.trainer.loss;

/**
 * DPPO with a KL term, the default of prime-rl: -keep r A + kl_tau (new - sampler)^2 per token, r = exp(new - sampler). A token
 * is dropped where its probability has already moved too far in the direction of its advantage: by a difference of
 * probabilities, not a ratio, so rare tokens are not cut first.
 *
 * @param maskLow largest fall of the probability of a token whose advantage is not positive, at least 0
 * @param maskHigh largest rise of the probability of a token whose advantage is positive, at least 0
 * @param klTau weight of the squared log-ratio, at least 0
 */
public record DppoKl(double maskLow, double maskHigh, double klTau) implements Loss {
    public DppoKl {
        Setting.nonNegative("mask_low", maskLow);
        Setting.nonNegative("mask_high", maskHigh);
        Setting.nonNegative("kl_tau", klTau);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return klTau > 0;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return SamplerRatio.of(batch, klTau, i -> {
            double gain = SamplerRatio.probabilityGain(batch, i);
            return batch.advantages()[i] > 0 ? !(gain > maskHigh) : !(gain < -maskLow);
        });
    }
}
