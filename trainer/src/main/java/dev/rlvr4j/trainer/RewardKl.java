package dev.rlvr4j.trainer;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import java.util.function.DoubleUnaryOperator;

/**
 * The KL to the base as a part of the reward: each token's reward is lowered by coefficient times an estimate of
 * x = old - reference log-prob. No gradient flows through it. Estimators over groups see the sum over a completion's tokens.
 *
 * @param coefficient positive
 * @param estimate an estimate of the KL as a function of x
 */
public record RewardKl(double coefficient, DoubleUnaryOperator estimate) {
    public RewardKl {
        if (!(coefficient > 0) || Double.isInfinite(coefficient)) {
            throw new InputException("kl.coefficient must be 0 (off) or positive, but is " + coefficient);
        }
    }

    /** With the k1 estimate, x itself: its sum is an unbiased estimate of the KL of whole completions. */
    public static RewardKl k1(double coefficient) {
        return new RewardKl(coefficient, x -> x);
    }

    /** The estimate at each token, {@code [N]}; the batch must have reference log-probs. */
    double[] estimates(TrainingBatch batch) {
        float[] old = batch.old() == null ? batch.sampler() : batch.old();
        float[] reference = batch.reference();
        if (old == null || reference == null) {
            throw new RlvrException("the KL in the reward needs old and reference log-probs, but the batch lacks them");
        }
        double[] estimates = new double[old.length];
        for (int i = 0; i < estimates.length; i++) {
            estimates[i] = estimate.applyAsDouble((double) old[i] - reference[i]);
        }
        return estimates;
    }
}
