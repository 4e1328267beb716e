package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.RewardKl;
import dev.rlvr4j.trainer.loss.AdaptiveKl;
import dev.rlvr4j.trainer.loss.KlEstimator;
import dev.rlvr4j.trainer.loss.KlPenalty;
import dev.rlvr4j.trainer.loss.Loss;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The KL to the base: how far the policy may go.
 *
 * @param coefficient its weight; 0 is off and computes no reference
 * @param estimator {@code k1}, {@code k2}, {@code k3}, {@code k3_unbiased} (value of k3, gradient of k2), {@code k3_ratio}
 *     (k3 times the ratio) or {@code abs}
 * @param in {@code loss}: a term of the loss; {@code reward}: taken off each completion's reward, without gradient
 * @param target with a positive one the coefficient adapts until the KL is there, nats per token; 0 keeps it fixed
 * @param horizon completions over which an adaptive coefficient moves by its full rate
 */
public record KlSection(double coefficient, KlEstimator estimator, Place in, double target, double horizon) {
    /** Where the KL counts. */
    public enum Place {
        LOSS,
        REWARD
    }

    static final KlSection DEFAULT = new KlSection(0, KlEstimator.K3, Place.LOSS, 0, 10_000);

    public KlSection {
        if (!(coefficient >= 0) || Double.isInfinite(coefficient)) {
            throw new InputException("kl.coefficient must be 0 (off) or positive, but is " + coefficient);
        }
        if (!(target >= 0) || Double.isInfinite(target)) {
            throw new InputException("kl.target must be 0 (a fixed coefficient) or positive, but is " + target);
        }
        if (target > 0 && coefficient == 0) {
            throw new InputException(
                    "kl.target adapts kl.coefficient, which is 0: give the coefficient it starts from");
        }
        if (target > 0 && in == Place.REWARD) {
            throw new InputException("kl.target adapts a KL in the loss, but kl.in is reward: set one of them");
        }
        if (estimator == KlEstimator.K3_RATIO && in == Place.REWARD) {
            throw new InputException("kl.estimator k3_ratio is k3 in the reward, where the ratio is 1: set k3");
        }
    }

    /** The part of the reward, if there is one. */
    @Nullable
    RewardKl inReward() {
        return coefficient == 0 || in == Place.LOSS ? null : new RewardKl(coefficient, x -> estimator.value(x, 0));
    }

    /** The term of the loss, if there is one. */
    Optional<Loss> term() {
        if (coefficient == 0 || in == Place.REWARD) {
            return Optional.empty();
        }
        return Optional.of(
                target > 0
                        ? new AdaptiveKl(coefficient, estimator, target, horizon)
                        : new KlPenalty(coefficient, estimator));
    }
}
