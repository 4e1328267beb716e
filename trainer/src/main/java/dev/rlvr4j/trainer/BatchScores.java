package dev.rlvr4j.trainer;

import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.trainer.batch.MicroBatch;
import dev.rlvr4j.trainer.batch.MicroBatches;
import dev.rlvr4j.trainer.batch.TrainingBatch;

/** Log-probs and entropies of a whole training batch, computed in micro-batches without gradient. */
final class BatchScores {
    private BatchScores() {}

    /** Under the policy's current weights. */
    static TokenScores of(Policy policy, TrainingBatch batch, int microBatchTokens) {
        return of(batch, microBatchTokens, micro -> policy.score(micro.groups(), batch.temperature()));
    }

    /** Under the base. */
    static TokenScores ofBase(Policy policy, TrainingBatch batch, int microBatchTokens) {
        return of(batch, microBatchTokens, micro -> policy.scoreBase(micro.groups(), batch.temperature()));
    }

    private interface Scorer {
        TokenScores score(MicroBatch micro);
    }

    private static TokenScores of(TrainingBatch batch, int microBatchTokens, Scorer scorer) {
        float[] logProbs = new float[batch.tokens()];
        float[] entropies = new float[batch.tokens()];
        for (MicroBatch micro : MicroBatches.plan(batch, false, microBatchTokens)) {
            TokenScores part = scorer.score(micro);
            micro.scatter(batch, part.logProbs(), logProbs);
            micro.scatter(batch, part.entropies(), entropies);
        }
        return new TokenScores(logProbs, entropies);
    }
}
