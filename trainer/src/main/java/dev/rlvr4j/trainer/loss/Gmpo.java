package dev.rlvr4j.trainer.loss;

/**
 * GMPO (Zhao et al. 2025; verl's geo_mean): -A times the geometric mean of the sequence's token ratios, each clipped in log
 * space against the direction of its advantage: with s the sign of A and u = new - old, the exponent is the mean of
 * s min(s u, s clip(u, -epsilon_low, epsilon_high)).
 *
 * @param epsilonLow bound of the log-ratio, at least 0
 * @param epsilonHigh bound of the log-ratio, at least 0
 */
public record Gmpo(double epsilonLow, double epsilonHigh) implements Loss {
    public Gmpo {
        Setting.nonNegative("epsilon_low", epsilonLow);
        Setting.nonNegative("epsilon_high", epsilonHigh);
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
        for (int s = 0; s < batch.sequences(); s++) {
            int from = batch.offsets()[s];
            int to = batch.offsets()[s + 1];
            double exponent = 0;
            double weighted = 0;
            for (int i = from; i < to; i++) {
                double log = (double) batch.logProbs()[i] - batch.old()[i];
                exponent += bounded(log, batch.advantages()[i]) / (to - from);
                weighted += (double) batch.weights()[i] * batch.advantages()[i];
            }
            double mean = Math.exp(exponent);
            value -= weighted * mean;
            for (int i = from; i < to; i++) {
                double advantage = batch.advantages()[i];
                double log = (double) batch.logProbs()[i] - batch.old()[i];
                if (advantage != 0 && bounded(log, advantage) == log) {
                    gradient[i] = (float) (-weighted * mean / (to - from));
                } else {
                    figures.clipped(advantage);
                }
                figures.ratio(LogRatio.ratio(log));
            }
        }
        return new LossResult(value, gradient, null, figures.withClips());
    }

    /** The log-ratio, cut where going further would pay; 0 without an advantage. */
    private double bounded(double log, double advantage) {
        double inside = LogRatio.clamped(log);
        if (advantage == 0) {
            return 0;
        }
        return advantage > 0 ? Math.min(inside, epsilonHigh) : Math.max(inside, -epsilonLow);
    }
}
