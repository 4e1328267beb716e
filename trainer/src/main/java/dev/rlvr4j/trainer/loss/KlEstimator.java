package dev.rlvr4j.trainer.loss;

/**
 * Estimates of KL(policy || reference) from one sampled token, as functions of x = log-prob - reference log-prob (Schulman
 * 2020, "Approximating KL Divergence"). Each has the gradient it is trained with, which is not always that of its value. The
 * exponential is held at e^20, beyond which a token has no gradient.
 */
public enum KlEstimator {
    /** x: unbiased, may be negative; its gradient is 1 for each token, whose mean under the policy is 0. */
    K1,
    /** x^2 / 2: biased in value; its gradient x is unbiased for that of the KL. */
    K2,
    /** e^-x + x - 1: unbiased, never negative; its gradient 1 - e^-x is that of the reverse KL. */
    K3,
    /** The value of k3 with the gradient of k2, x, which is unbiased for that of the KL (verl's {@code k3+}). */
    K3_UNBIASED,
    /** k3 times the ratio r = exp(new - old), through which gradient flows, too (DeepSeek-V3.2; TRL's bias correction). */
    K3_RATIO,
    /** |x| (verl). */
    ABS;

    /**
     * The estimate.
     *
     * @param x log-prob - reference log-prob
     * @param log new - old log-prob; 0 on-policy
     */
    public double value(double x, double log) {
        return switch (this) {
            case K1 -> x;
            case K2 -> x * x / 2;
            case K3, K3_UNBIASED -> k3(x);
            case K3_RATIO -> k3(x) * LogRatio.ratio(log);
            case ABS -> Math.abs(x);
        };
    }

    /** What training takes as d value / d log-prob. */
    double gradient(double x, double log) {
        return switch (this) {
            case K1 -> 1;
            case K2, K3_UNBIASED -> x;
            case K3 -> k3Gradient(x);
            case K3_RATIO -> k3Gradient(x) * LogRatio.ratio(log) + k3(x) * LogRatio.slope(log);
            case ABS -> Math.signum(x);
        };
    }

    private static double k3(double x) {
        double held = Math.max(-LogRatio.LIMIT, x);
        return Math.expm1(-held) + held;
    }

    private static double k3Gradient(double x) {
        return x < -LogRatio.LIMIT ? 0 : -Math.expm1(-x);
    }
}
