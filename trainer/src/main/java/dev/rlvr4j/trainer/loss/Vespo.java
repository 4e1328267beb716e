package dev.rlvr4j.trainer.loss;

/**
 * VESPO (Variational Sequence-level Soft Policy Optimization, 2026; TRL): -phi A log-prob without a clip, where phi = exp(lambda
 * + k log w - lambda w) without gradient fades out sequences far from what sampled them. w is the ratio of the whole sequence,
 * new / sampler: the product of new / old and old / sampler, each token's log within +-20, the sum within [ln 1e-8, 20]. A
 * correction for the sampler on top would count it twice.
 *
 * @param kPos k where the advantage is 0 or more
 * @param lambdaPos lambda where the advantage is 0 or more
 * @param kNeg k where the advantage is negative
 * @param lambdaNeg lambda where the advantage is negative
 */
public record Vespo(double kPos, double lambdaPos, double kNeg, double lambdaNeg) implements Loss {
    private static final double LEAST_LOG = Math.log(1e-8);

    public Vespo {
        Setting.nonNegative("k_pos", kPos);
        Setting.nonNegative("lambda_pos", lambdaPos);
        Setting.nonNegative("k_neg", kNeg);
        Setting.nonNegative("lambda_neg", lambdaNeg);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        RatioFigures figures = new RatioFigures();
        double[] logs = new double[batch.tokens()];
        for (int s = 0; s < batch.sequences(); s++) {
            double sum = 0;
            for (int i = batch.offsets()[s]; i < batch.offsets()[s + 1]; i++) {
                double old = batch.old()[i];
                sum += LogRatio.clamped(batch.logProbs()[i] - old) + LogRatio.clamped(old - batch.sampler()[i]);
            }
            double log = Math.max(LEAST_LOG, Math.min(LogRatio.LIMIT, sum));
            for (int i = batch.offsets()[s]; i < batch.offsets()[s + 1]; i++) {
                logs[i] = log;
                figures.ratio(Math.exp(log));
            }
        }
        LossResult result = WeightedLogProbs.of(
                batch,
                i -> batch.advantages()[i] >= 0 ? weight(logs[i], kPos, lambdaPos) : weight(logs[i], kNeg, lambdaNeg));
        result.metrics().merge(figures.ratios());
        return result;
    }

    private static double weight(double log, double k, double lambda) {
        return Math.exp(lambda + k * log - lambda * Math.exp(log));
    }
}
