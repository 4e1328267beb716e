package dev.rlvr4j.trainer.loss;

/**
 * SAPO (Soft Adaptive Policy Optimization, 2025): a sigmoid gate in place of the clip, -A sigma(tau (r - 1)) 4 / tau per token.
 * On-policy its gradient is that of REINFORCE; it fades smoothly as the ratio leaves 1, faster for negative advantages.
 *
 * @param tauPos steepness where the advantage is positive; positive
 * @param tauNeg steepness elsewhere; positive
 */
public record Sapo(double tauPos, double tauNeg) implements Loss {
    public Sapo {
        Setting.positive("tau_pos", tauPos);
        Setting.positive("tau_neg", tauNeg);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        RatioFigures figures = new RatioFigures();
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        for (int i = 0; i < gradient.length; i++) {
            double advantage = batch.advantages()[i];
            double log = (double) batch.logProbs()[i] - batch.old()[i];
            double ratio = LogRatio.ratio(log);
            double tau = advantage > 0 ? tauPos : tauNeg;
            double gate = 1 / (1 + Math.exp(-tau * (ratio - 1)));
            value -= batch.weights()[i] * advantage * gate * 4 / tau;
            gradient[i] = (float) (-batch.weights()[i] * advantage * 4 * gate * (1 - gate) * LogRatio.slope(log));
            figures.ratio(ratio);
        }
        return new LossResult(value, gradient, null, figures.ratios());
    }
}
