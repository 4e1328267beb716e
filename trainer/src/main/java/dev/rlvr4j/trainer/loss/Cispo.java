package dev.rlvr4j.trainer.loss;

/**
 * CISPO (MiniMax-M1, 2025) as TRL and ScaleRL train it: -c A log-prob, c = min(r, cap) without gradient. No token loses its
 * gradient; only its weight is bounded.
 *
 * @param cap largest ratio, positive; an absolute value, not a distance from 1
 */
public record Cispo(double cap) implements Loss {
    public Cispo {
        Setting.positive("cap", cap);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return WeightedLogProbs.clipped(batch, 0, cap);
    }
}
