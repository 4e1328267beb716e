package dev.rlvr4j.core.model;

import dev.rlvr4j.core.InputException;

/**
 * The settings of AdamW (Loshchilov and Hutter 2019), less the learning rate, which each step is given.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, positive
 * @param weightDecay decoupled decay per unit of learning rate, at least 0
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {
    public static final AdamW DEFAULT = new AdamW(0.9, 0.999, 1e-8, 0);

    public AdamW {
        if (!(beta1 >= 0 && beta1 < 1)) {
            throw new InputException("beta1 must be in [0, 1), but is " + beta1);
        }
        if (!(beta2 >= 0 && beta2 < 1)) {
            throw new InputException("beta2 must be in [0, 1), but is " + beta2);
        }
        if (!(epsilon > 0)) {
            throw new InputException("epsilon must be positive, but is " + epsilon);
        }
        if (!(weightDecay >= 0)) {
            throw new InputException("weight_decay must not be negative, but is " + weightDecay);
        }
    }
}
