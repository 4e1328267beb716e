package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.PENALISED;

import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * KL-Cov (Cui et al. 2025; verl): -r A per token without a clip, plus coefficient |new - old| on the share of tokens with the
 * highest covariance between advantage and log-prob over the whole optimizer batch. Among equals the earlier token is taken.
 *
 * @param klCovRatio share of all tokens that is penalised, rounded down but at least one token; in [0, 1], 0 is none
 * @param ppoKlCoef weight of the penalty, at least 0
 */
public record KlCov(double klCovRatio, double ppoKlCoef) implements Loss {
    public KlCov {
        Setting.within("kl_cov_ratio", klCovRatio, 0, 1);
        Setting.nonNegative("ppo_kl_coef", ppoKlCoef);
    }

    @Override
    public boolean needsWholeBatch() {
        return true;
    }

    @Override
    public Loss over(LossBatch whole) {
        BitSet penalised = new BitSet();
        if (klCovRatio > 0) {
            double[] covariances = Covariance.of(whole);
            IntStream.range(0, whole.tokens())
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -covariances[i])
                            .thenComparingInt(i -> whole.positions()[i]))
                    .limit(Covariance.share(klCovRatio, whole.tokens()))
                    .forEach(i -> penalised.set(whole.positions()[i]));
        }
        return batch -> compute(batch, penalised);
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return over(batch).compute(batch);
    }

    private LossResult compute(LossBatch batch, BitSet penalised) {
        RatioFigures figures = new RatioFigures();
        float[] gradient = new float[batch.tokens()];
        double value = 0;
        int count = 0;
        for (int i = 0; i < gradient.length; i++) {
            double log = (double) batch.logProbs()[i] - batch.old()[i];
            double loss = -LogRatio.ratio(log) * batch.advantages()[i];
            double slope = -LogRatio.slope(log) * batch.advantages()[i];
            if (penalised.get(batch.positions()[i])) {
                loss += ppoKlCoef * Math.abs(log);
                slope += ppoKlCoef * Math.signum(log);
                count++;
            }
            value += batch.weights()[i] * loss;
            gradient[i] = (float) (batch.weights()[i] * slope);
            figures.ratio(LogRatio.ratio(log));
        }
        return new LossResult(value, gradient, null, figures.ratios().meanOf(PENALISED, count, gradient.length));
    }
}
