package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.KL_IN_REWARD;
import static dev.rlvr4j.trainer.metrics.MetricNames.TIME_FORWARD_BACKWARD;

import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a step makes of its scored groups: advantages, old and reference log-probs, and the optimizer steps on them. */
final class PolicyUpdate {
    private final TrainingClient client;
    private final GrpoSettings settings;
    private final Algorithm algorithm;
    private final Advantage advantage;
    private final RunPlan plan;

    PolicyUpdate(TrainingClient client, GrpoSettings settings, Algorithm algorithm, RunPlan plan) {
        this.client = client;
        this.settings = settings;
        this.algorithm = algorithm;
        this.advantage = algorithm.advantage().start();
        this.plan = plan;
    }

    /** What it remembers from step to step. */
    List<Memory> memories() {
        List<Memory> memories = new ArrayList<>(algorithm.loss().memories());
        if (advantage instanceof Memory memory) {
            memories.add(memory);
        }
        return memories;
    }

    /**
     * Updates the policy.
     *
     * @param step counted from 1
     * @return why the weights were left as they were, if they were
     */
    @Nullable
    String run(int step, List<Group> groups, Metrics metrics) {
        long start = System.nanoTime();
        TrainingBatch whole = judged(groups, metrics);
        int[] kept = kept(groups);
        if (kept.length == 0) {
            return "all its completions were cut by max_tokens, and mask_truncated leaves those out";
        }
        TrainingBatch batch = scored(kept.length == whole.sequences() ? whole : whole.pick(kept));
        metrics.sum(TIME_FORWARD_BACKWARD, (System.nanoTime() - start) / 1e9);
        String skipped = updates(step, batch, metrics);
        Update.addSpeed(metrics);
        return skipped;
    }

    /** The batch with its advantages. */
    private TrainingBatch judged(List<Group> groups, Metrics metrics) {
        TrainingBatch batch = TrainingBatch.sampled(
                groups,
                algorithm.aggregation().withLimit(settings.sampling().maxTokens()),
                settings.sampling().temperature());
        RewardKl kl = algorithm.rewardKl();
        if (kl == null) {
            return batch.withAdvantages(advantage.ofTokens(groups, null));
        }
        batch = withReference(withOld(batch));
        double[] estimates = kl.estimates(batch);
        metrics.meanOf(KL_IN_REWARD, Arrays.stream(estimates).sum(), estimates.length);
        double[] penalties =
                Arrays.stream(estimates).map(e -> kl.coefficient() * e).toArray();
        return batch.withAdvantages(advantage.ofTokens(groups, penalties));
    }

    /** The sequences that take part in the loss. */
    private int[] kept(List<Group> groups) {
        List<Completion> all =
                groups.stream().flatMap(g -> g.completions().stream()).toList();
        return IntStream.range(0, all.size())
                .filter(s -> !algorithm.maskTruncated() || !all.get(s).truncated())
                .toArray();
    }

    /** The batch with what the updates need of the policy before the first of them. */
    private TrainingBatch scored(TrainingBatch batch) {
        TrainingBatch scored = withOld(batch);
        return algorithm.epochs() > 1 && algorithm.loss().needsReference() ? withReference(scored) : scored;
    }

    private TrainingBatch withOld(TrainingBatch batch) {
        return algorithm.old() == OldLogProbs.SAMPLER || batch.old() != null
                ? batch
                : batch.withOld(Await.result(client.score(batch)).logProbs());
    }

    private TrainingBatch withReference(TrainingBatch batch) {
        return batch.reference() != null
                ? batch
                : batch.withReference(Await.result(client.scoreBase(batch)).logProbs());
    }

    private @Nullable String updates(int step, TrainingBatch batch, Metrics metrics) {
        double learningRate = client.optimizer().learningRate(step, plan.steps());
        String skipped = null;
        boolean first = true;
        for (int epoch = 0; epoch < algorithm.epochs(); epoch++) {
            long key = MiniBatches.key(plan.seed(), step, epoch);
            for (TrainingBatch part : MiniBatches.of(batch, algorithm.miniBatches(), key)) {
                String reason = Update.run(client, part, algorithm.loss(), learningRate, first, metrics);
                skipped = skipped == null ? reason : skipped;
                first = false;
            }
        }
        return skipped;
    }
}
