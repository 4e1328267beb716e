package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.TIME_FORWARD_BACKWARD;

import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a step makes of its scored groups: advantages, old and reference log-probs, and the optimizer steps on them. */
final class PolicyUpdate {
    private final TrainingClient client;
    private final GrpoSettings settings;
    private final Algorithm algorithm;
    private final RunPlan plan;

    PolicyUpdate(TrainingClient client, GrpoSettings settings, Algorithm algorithm, RunPlan plan) {
        this.client = client;
        this.settings = settings;
        this.algorithm = algorithm;
        this.plan = plan;
    }

    /**
     * Updates the policy.
     *
     * @param step counted from 1
     * @return why the weights were left as they were, if they were
     */
    @Nullable
    String run(int step, List<Group> groups, Metrics metrics) {
        TrainingBatch batch = TrainingBatch.sampled(
                groups,
                algorithm.advantage().of(groups),
                algorithm.aggregation(),
                settings.sampling().temperature());
        long start = System.nanoTime();
        if (algorithm.old() == OldLogProbs.RECOMPUTE) {
            batch = batch.withOld(Await.result(client.score(batch)).logProbs());
        }
        if (algorithm.updatesPerBatch() > 1 && algorithm.loss().needsReference()) {
            batch = batch.withReference(Await.result(client.scoreBase(batch)).logProbs());
        }
        metrics.sum(TIME_FORWARD_BACKWARD, (System.nanoTime() - start) / 1e9);
        double learningRate = client.optimizer().learningRate(step, plan.steps());
        String skipped = null;
        for (int update = 0; update < algorithm.updatesPerBatch(); update++) {
            String reason = Update.run(client, batch, algorithm.loss(), learningRate, update == 0, metrics);
            skipped = skipped == null ? reason : skipped;
        }
        Update.addSpeed(metrics);
        return skipped;
    }
}
