package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.torch.Precision;

/**
 * How far two computations of the same number may differ.
 *
 * @param ratio largest |exp(trainer log-prob - sampler log-prob) - 1| of a token
 * @param kl largest mean k3 estimate of KL(sampler || trainer), nats per token
 * @param gradient largest relative difference of two gradients, in the L2 norm
 * @param change log-prob, in nats per token, that a step must move to stand out from rounding
 */
record Limits(double ratio, double kl, double gradient, double change) {
    /** float32 leaves rounding errors only; bfloat16 keeps 8 bits of a number, float16 11. */
    static Limits of(Precision precision) {
        return switch (precision) {
            case FLOAT32 -> new Limits(1e-3, 1e-6, 1e-5, 0.02);
            case FLOAT16 -> new Limits(0.2, 1e-3, 1e-2, 0.1);
            case BFLOAT16 -> new Limits(1, 0.01, 5e-2, 0.2);
        };
    }
}
