package dev.rlvr4j.trainer.loss;

/**
 * GSPO-token (Zheng et al. 2025, eq. 13 and 14): the sequence ratio of {@link Gspo} as a value, while each token's gradient
 * flows through its own log-prob alone. With one advantage per sequence it has the value and gradient of GSPO; advantages may
 * differ between tokens. The log-ratio is cut at 10 as verl does.
 *
 * @param epsilonLow in [0, 1]
 * @param epsilonHigh at least 0
 */
public record GspoToken(double epsilonLow, double epsilonHigh) implements Loss {
    private static final double LARGEST_LOG = 10;

    public GspoToken {
        new ClipRange(epsilonLow, epsilonHigh);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        ClipRange range = new ClipRange(epsilonLow, epsilonHigh);
        RatioFigures figures = new RatioFigures();
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        for (int s = 0; s < batch.sequences(); s++) {
            int from = batch.offsets()[s];
            int to = batch.offsets()[s + 1];
            double sum = 0;
            for (int i = from; i < to; i++) {
                sum += (double) batch.logProbs()[i] - batch.old()[i];
            }
            double log = sum / (to - from);
            double ratio = LogRatio.ratio(Math.min(LARGEST_LOG, log));
            double slope = log > LARGEST_LOG ? 0 : LogRatio.slope(log);
            for (int i = from; i < to; i++) {
                double weighted = (double) batch.weights()[i] * batch.advantages()[i];
                if (range.binds(ratio, batch.advantages()[i])) {
                    value -= range.clip(ratio) * weighted;
                    figures.clipped(batch.advantages()[i]);
                } else {
                    value -= ratio * weighted;
                    gradient[i] = (float) (-slope * weighted);
                }
                figures.ratio(ratio);
            }
        }
        return new LossResult(value, gradient, null, figures.withClips());
    }
}
