package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.MASKED;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Clip-Cov (Cui et al. 2025; verl): the clipped surrogate, with a small random share of the tokens of high covariance between
 * advantage and log-prob left out, since those make entropy collapse. Chosen over the whole optimizer batch, among tokens whose
 * covariance lies strictly between the bounds and that the clip does not cut anyway.
 *
 * @param epsilonLow in [0, 1]
 * @param epsilonHigh at least 0
 * @param clipCovRatio share of all tokens that is left out, rounded down but at least one token; in (0, 1]
 * @param clipCovLb lower bound of the covariance
 * @param clipCovUb upper bound of the covariance
 * @param seed which of the tokens within the bounds are left out; with the token's place in the batch and the batch's size
 */
public record ClipCov(
        double epsilonLow, double epsilonHigh, double clipCovRatio, double clipCovLb, double clipCovUb, long seed)
        implements Loss {
    public ClipCov {
        new ClipRange(epsilonLow, epsilonHigh);
        Setting.positive("clip_cov_ratio", clipCovRatio);
        Setting.within("clip_cov_ratio", clipCovRatio, 0, 1);
        if (!(clipCovLb <= clipCovUb)) {
            throw new InputException(
                    "clip_cov_lb must not be above clip_cov_ub, but they are " + clipCovLb + " and " + clipCovUb);
        }
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return false;
    }

    @Override
    public boolean needsWholeBatch() {
        return true;
    }

    @Override
    public Loss over(LossBatch whole) {
        double[] covariances = Covariance.of(whole);
        ClipRange range = new ClipRange(epsilonLow, epsilonHigh);
        long key = CounterRandom.key(CounterRandom.key(seed, "clip-cov"), whole.tokens());
        BitSet dropped = new BitSet();
        IntStream.range(0, whole.tokens())
                .filter(i -> covariances[i] > clipCovLb && covariances[i] < clipCovUb)
                .filter(i -> !range.binds(
                        LogRatio.ratio((double) whole.logProbs()[i] - whole.old()[i]), whole.advantages()[i]))
                .map(i -> whole.positions()[i])
                .boxed()
                .sorted(Comparator.comparingLong(position -> CounterRandom.bits(key, position)))
                .limit(Covariance.share(clipCovRatio, whole.tokens()))
                .forEach(dropped::set);
        PpoClip surrogate = new PpoClip(epsilonLow, epsilonHigh);
        return batch -> without(dropped, batch, surrogate);
    }

    @Override
    public LossResult compute(LossBatch batch) {
        return over(batch).compute(batch);
    }

    private static LossResult without(BitSet dropped, LossBatch batch, PpoClip surrogate) {
        float[] weights = batch.weights().clone();
        int count = 0;
        for (int i = 0; i < weights.length; i++) {
            if (dropped.get(batch.positions()[i])) {
                weights[i] = 0;
                count++;
            }
        }
        LossResult result = surrogate.compute(batch.withWeights(weights));
        result.metrics().meanOf(MASKED, count, weights.length);
        return result;
    }
}
