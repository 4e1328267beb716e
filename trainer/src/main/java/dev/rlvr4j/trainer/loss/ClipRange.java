package dev.rlvr4j.trainer.loss;

/**
 * The clip of PPO (Schulman et al. 2017, eq. 7) with two bounds, [1 - low, 1 + high].
 *
 * @param low in [0, 1]
 * @param high at least 0
 */
record ClipRange(double low, double high) {
    ClipRange {
        Setting.within("epsilon_low", low, 0, 1);
        Setting.nonNegative("epsilon_high", high);
    }

    double clip(double ratio) {
        return Math.max(1 - low, Math.min(1 + high, ratio));
    }

    /** Whether min(ratio A, clip(ratio) A) is the clipped branch, which has no gradient. */
    boolean binds(double ratio, double advantage) {
        return ratio * advantage > clip(ratio) * advantage;
    }
}
