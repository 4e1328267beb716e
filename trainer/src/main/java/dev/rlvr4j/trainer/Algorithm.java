package dev.rlvr4j.trainer;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.Aggregation;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.PpoClip;

/**
 * What distinguishes one policy-gradient algorithm from another; give your own to {@link GrpoLoop}.
 *
 * @param advantage rewards to advantages
 * @param loss log-probs and advantages to value and gradient; usually an {@link dev.rlvr4j.trainer.Objective}
 * @param aggregation weight of each token
 * @param old what the ratio is taken against
 * @param updatesPerBatch optimizer steps on each batch of rollouts, at least 1
 */
public record Algorithm(Advantage advantage, Loss loss, Aggregation aggregation, OldLogProbs old, int updatesPerBatch) {
    /** DAPO's clipping on group z-scores, without KL, one update per batch. */
    public static final Algorithm DEFAULT =
            new Algorithm(ZScore.DEFAULT, new PpoClip(0.2, 0.28), new TokenMean(), OldLogProbs.SAMPLER, 1);

    public Algorithm {
        if (updatesPerBatch < 1) {
            throw new InputException("updates_per_batch must be at least 1, but is " + updatesPerBatch);
        }
    }
}
