package dev.rlvr4j.experiments.config;

/**
 * GRPO (Shao et al. 2024): how rewards become a gradient.
 *
 * @param promptsPerStep tasks of a step
 * @param groupSize completions of each task, G
 * @param advantage what a reward is compared with
 * @param epsilonLow lower clip bound of the token ratio
 * @param epsilonHigh upper clip bound
 * @param klCoefficient weight of the k3 estimate of the KL to the base; 0 computes no reference
 */
public record AlgorithmSection(
        int promptsPerStep,
        int groupSize,
        Advantage advantage,
        double epsilonLow,
        double epsilonHigh,
        double klCoefficient) {
    /** Group advantages. */
    public enum Advantage {
        /** Reward less the group's mean, over its standard deviation. */
        Z_SCORE,
        /** Reward less the group's mean. */
        MEAN_ONLY
    }

    static final AlgorithmSection DEFAULT = new AlgorithmSection(32, 8, Advantage.Z_SCORE, 0.2, 0.2, 0);
}
