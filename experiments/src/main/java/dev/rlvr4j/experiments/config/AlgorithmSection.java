package dev.rlvr4j.experiments.config;

import dev.rlvr4j.trainer.GrpoSettings;
import dev.rlvr4j.trainer.GrpoSettings.AdvantageKind;
import dev.rlvr4j.trainer.OldLogProbs;

/**
 * GRPO (Shao et al. 2024): how rewards become a gradient.
 *
 * @param promptsPerStep tasks of a step
 * @param groupSize completions of each task, G
 * @param updatesPerBatch optimizer steps on the rollouts of a step
 * @param advantage {@code z_score} or {@code mean_only}
 * @param advantageEpsilon added to the standard deviation of {@code z_score}
 * @param epsilonLow lower clip bound of the token ratio
 * @param epsilonHigh upper clip bound
 * @param klCoefficient weight of the k3 estimate of the KL to the base; 0 computes no reference
 * @param oldLogProbs what the ratio is taken against: {@code sampler}, or {@code recompute} by the trainer
 */
public record AlgorithmSection(
        int promptsPerStep,
        int groupSize,
        int updatesPerBatch,
        AdvantageKind advantage,
        double advantageEpsilon,
        double epsilonLow,
        double epsilonHigh,
        double klCoefficient,
        OldLogProbs oldLogProbs) {
    static final AlgorithmSection DEFAULT =
            new AlgorithmSection(32, 8, 1, AdvantageKind.Z_SCORE, 1e-4, 0.2, 0.28, 0, OldLogProbs.SAMPLER);

    /** The settings of the loop, which sample by a rollout section. */
    public GrpoSettings settings(RolloutSection rollout) {
        return new GrpoSettings(
                promptsPerStep,
                groupSize,
                updatesPerBatch,
                epsilonLow,
                epsilonHigh,
                klCoefficient,
                advantage,
                advantageEpsilon,
                oldLogProbs,
                rollout.sampling());
    }
}
