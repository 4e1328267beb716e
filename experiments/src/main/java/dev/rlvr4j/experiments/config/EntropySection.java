package dev.rlvr4j.experiments.config;

import dev.rlvr4j.trainer.loss.AdaptiveEntropy;
import dev.rlvr4j.trainer.loss.EntropyBonus;
import dev.rlvr4j.trainer.loss.Loss;
import java.util.Optional;

/**
 * A bonus on the policy's entropy.
 *
 * @param coefficient its weight in the loss; where it adapts, the one it starts from
 * @param target with a positive one the coefficient adapts so that entropy, nats per token, does not stay below; 0 keeps it
 *     fixed
 * @param change by how much an adaptive coefficient moves per step
 * @param maximum largest adaptive coefficient
 */
public record EntropySection(double coefficient, double target, double change, double maximum) {
    static final EntropySection DEFAULT = new EntropySection(0, 0, 0.005, 1);

    public EntropySection {
        new EntropyBonus(coefficient);
        if (target != 0) {
            new AdaptiveEntropy(coefficient, target, change, maximum);
        }
    }

    /** The term of the loss, if there is one. */
    Optional<Loss> term() {
        if (target != 0) {
            return Optional.of(new AdaptiveEntropy(coefficient, target, change, maximum));
        }
        return coefficient == 0 ? Optional.empty() : Optional.of(new EntropyBonus(coefficient));
    }
}
