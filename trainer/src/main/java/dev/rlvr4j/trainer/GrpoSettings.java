package dev.rlvr4j.trainer;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.MeanOnly;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.loss.GrpoLoss;
import dev.rlvr4j.trainer.loss.TokenMean;

/**
 * The settings of GRPO.
 *
 * @param promptsPerStep prompts of each step, at least 1
 * @param groupSize G, completions per prompt, at least 2
 * @param updatesPerBatch optimizer steps on each batch of rollouts, at least 1; ratios leave 1, and clipping acts, from the
 *     second on
 * @param epsilonLow lower clip distance of the ratio
 * @param epsilonHigh upper clip distance of the ratio
 * @param klCoefficient weight of the KL to the base; 0 is off
 * @param advantage how rewards become advantages
 * @param advantageEpsilon added to the standard deviation of {@code z_score}
 * @param old what the ratio is taken against
 * @param sampling how rollouts are sampled; temperature above 0
 */
public record GrpoSettings(
        int promptsPerStep,
        int groupSize,
        int updatesPerBatch,
        double epsilonLow,
        double epsilonHigh,
        double klCoefficient,
        AdvantageKind advantage,
        double advantageEpsilon,
        OldLogProbs old,
        SamplingParams sampling) {

    /** How rewards become advantages. */
    public enum AdvantageKind {
        /** (R - mean) / (std + epsilon). */
        Z_SCORE,
        /** R - mean. */
        MEAN_ONLY
    }

    /** DAPO-style clipping without KL, 32 prompts of 8 completions. */
    public static final GrpoSettings DEFAULT = new GrpoSettings(
            32, 8, 1, 0.2, 0.28, 0, AdvantageKind.Z_SCORE, 1e-4, OldLogProbs.SAMPLER, SamplingParams.plain(256));

    public GrpoSettings {
        if (promptsPerStep < 1) {
            throw new InputException("prompts_per_step must be at least 1, but is " + promptsPerStep);
        }
        if (groupSize < 2) {
            throw new InputException(
                    "group_size must be at least 2, since a completion is compared with its group, but is "
                            + groupSize);
        }
        if (sampling.temperature() == 0) {
            throw new InputException(
                    "sampling.temperature must be above 0 for training, since greedy completions of a prompt are all equal");
        }
        new GrpoLoss(epsilonLow, epsilonHigh, klCoefficient);
        new ZScore(advantageEpsilon);
        if (updatesPerBatch < 1) {
            throw new InputException("updates_per_batch must be at least 1, but is " + updatesPerBatch);
        }
    }

    /** The algorithm these settings describe. */
    public Algorithm algorithm() {
        Advantage estimator = switch (advantage) {
            case Z_SCORE -> new ZScore(advantageEpsilon);
            case MEAN_ONLY -> new MeanOnly();
        };
        return new Algorithm(
                estimator, new GrpoLoss(epsilonLow, epsilonHigh, klCoefficient), new TokenMean(), old, updatesPerBatch);
    }
}
