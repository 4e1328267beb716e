package dev.rlvr4j.trainer.loss;

/**
 * Log importance ratios, kept within +-20 nats so that their exponential stays finite in value and gradient. Beyond the bounds
 * a ratio is constant: no gradient flows. A NaN stays one, and the trainer reports it.
 */
final class LogRatio {
    static final double LIMIT = 20;

    private LogRatio() {}

    /** The log-ratio within the bounds. */
    static double clamped(double log) {
        return Math.max(-LIMIT, Math.min(LIMIT, log));
    }

    /** exp of the log-ratio within the bounds. */
    static double ratio(double log) {
        return Math.exp(clamped(log));
    }

    /** d ratio / d log-ratio: the ratio inside the bounds, 0 beyond them. */
    static double slope(double log) {
        return Math.abs(log) > LIMIT ? 0 : Math.exp(log);
    }
}
