package dev.rlvr4j.trainer;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.Aggregation;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.PpoClip;
import org.jspecify.annotations.Nullable;

/**
 * What distinguishes one policy-gradient algorithm from another; give your own to {@link GrpoLoop}.
 *
 * @param advantage rewards to advantages
 * @param rewardKl the KL to the base as a part of the reward; null for none
 * @param maskTruncated whether completions cut by the token limit are left out of the loss and of its token counts; they stay
 *     in the rewards that the others of their group are compared with
 * @param loss log-probs and advantages to value and gradient; usually an {@link dev.rlvr4j.trainer.Objective}
 * @param aggregation weight of each token
 * @param old what the ratio is taken against, in all epochs
 * @param epochs passes over each batch of rollouts, at least 1
 * @param miniBatches optimizer steps of a pass, each on whole groups of its own, at least 1. Where a batch has fewer groups,
 *     there are as many
 */
public record Algorithm(
        Advantage advantage,
        @Nullable RewardKl rewardKl,
        boolean maskTruncated,
        Loss loss,
        Aggregation aggregation,
        OldLogProbs old,
        int epochs,
        int miniBatches) {
    /** DAPO's clipping on group z-scores, without KL, one update per batch. */
    public static final Algorithm DEFAULT =
            new Algorithm(ZScore.DEFAULT, new PpoClip(0.2, 0.28), new TokenMean(), OldLogProbs.SAMPLER, 1);

    public Algorithm {
        atLeastOne("epochs", epochs);
        atLeastOne("mini_batches", miniBatches);
        if (rewardKl != null && !advantage.heedsPenalties()) {
            throw new InputException(
                    "kl.in: reward has no effect with this advantage, which brings each part of the reward"
                            + " to one scale; set kl.in: loss, or take another advantage");
        }
        if (old == OldLogProbs.SAMPLER && loss.comparesOldWithSampler()) {
            throw new InputException(
                    "this loss or one of its corrections compares the old log-probs with the sampler's,"
                            + " but old_log_probs: sampler takes the one for the other, so it would never act; set"
                            + " old_log_probs: recompute, or take another loss and leave the correction out");
        }
    }

    /** Without KL in the reward, all completions, no mini-batches. */
    public Algorithm(Advantage advantage, Loss loss, Aggregation aggregation, OldLogProbs old, int epochs) {
        this(advantage, null, false, loss, aggregation, old, epochs, 1);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new InputException(name + " must be at least 1, but is " + value);
        }
    }
}
