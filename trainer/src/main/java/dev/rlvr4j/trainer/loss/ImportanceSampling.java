package dev.rlvr4j.trainer.loss;

/** Importance sampling without a clip, against what really sampled (Tinker): -exp(new - sampler) A per token. */
public record ImportanceSampling() implements Loss {
    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return SamplerRatio.of(batch, 0, i -> true);
    }
}
