package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.loss.LossBatch;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * What the corrections share that compare old with sampler log-probs: the log-ratio d = old - sampler of a token, its sum and
 * mean over a sequence, and weights made of them. Exponents are held in [-20, 20], as verl does.
 */
interface SamplerCorrection extends Correction {
    /** Largest exponent. */
    double LIMIT = 20;

    @Override
    default boolean comparesOldWithSampler() {
        return true;
    }

    /** d of a token. */
    static double log(LossBatch batch, int token) {
        return held((double) batch.old()[token] - batch.sampler()[token]);
    }

    /** exp(d) of a token. */
    static double ratio(LossBatch batch, int token) {
        return Math.exp(log(batch, token));
    }

    /** Sum of d over a sequence. */
    static double sum(LossBatch batch, int sequence) {
        double sum = 0;
        for (int i = batch.offsets()[sequence]; i < batch.offsets()[sequence + 1]; i++) {
            sum += (double) batch.old()[i] - batch.sampler()[i];
        }
        return sum;
    }

    /** The product of the token ratios of a sequence. */
    static double product(LossBatch batch, int sequence) {
        return Math.exp(held(sum(batch, sequence)));
    }

    /** The geometric mean of the token ratios of a sequence. */
    static double geometricMean(LossBatch batch, int sequence) {
        int length = batch.offsets()[sequence + 1] - batch.offsets()[sequence];
        return Math.exp(held(sum(batch, sequence) / length));
    }

    /** A weight for each token. */
    static CorrectionResult tokens(LossBatch batch, IntToDoubleFunction weight) {
        float[] weights = new float[batch.tokens()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) weight.applyAsDouble(i);
        }
        return new CorrectionResult(weights, new Metrics());
    }

    /** A weight for each sequence, given to all its tokens. */
    static CorrectionResult sequences(LossBatch batch, IntToDoubleFunction weight) {
        float[] weights = new float[batch.tokens()];
        for (int s = 0; s < batch.sequences(); s++) {
            Arrays.fill(weights, batch.offsets()[s], batch.offsets()[s + 1], (float) weight.applyAsDouble(s));
        }
        return new CorrectionResult(weights, new Metrics());
    }

    /** Whether a value is within bounds that belong to it. */
    static boolean inside(double value, double low, double high) {
        return value >= low && value <= high;
    }

    /** 1 for what stays, 0 for what is left out. */
    static double keep(boolean stays) {
        return stays ? 1 : 0;
    }

    static void checkBounds(double low, double high) {
        if (!(low >= 0 && high > low)) {
            throw new InputException(
                    "low must be 0 or positive and high above it, but low is " + low + " and high is " + high);
        }
    }

    static void checkCap(double cap) {
        if (!(cap > 0)) {
            throw new InputException("cap must be positive, but is " + cap);
        }
    }

    private static double held(double exponent) {
        return Math.max(-LIMIT, Math.min(LIMIT, exponent));
    }
}
