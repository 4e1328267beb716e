package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.EmaBaseline;
import dev.rlvr4j.trainer.advantage.Gdpo;
import dev.rlvr4j.trainer.advantage.MeanOnly;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.correction.TisToken;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.LossBatch;
import dev.rlvr4j.trainer.loss.LossResult;
import dev.rlvr4j.trainer.loss.PpoClip;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyUpdateTest {
    private static final Advantage REWARDS = Advantage.perGroup(r -> r);

    /** Keeps what it sees, an optimizer batch to an entry (micro-batches hold all of it), and pushes each token's log-prob up. */
    private static final class Watcher implements Loss {
        final List<LossBatch> seen = new ArrayList<>();
        final boolean reference;

        Watcher(boolean reference) {
            this.reference = reference;
        }

        @Override
        public boolean needsReference() {
            return reference;
        }

        @Override
        public LossResult compute(LossBatch batch) {
            seen.add(batch);
            float[] gradient = batch.weights().clone();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= -1;
            }
            return LossResult.of(0, gradient);
        }
    }

    private static final class Session implements AutoCloseable {
        final BigramPolicy policy = new BigramPolicy(8, 3);
        final TrainingClient client = new TrainingClient(policy, null, Toy.OPTIMIZER, 1_000);
        final Metrics metrics = new Metrics();

        @Nullable
        String run(Algorithm algorithm, int step, long seed, List<Group> groups) {
            GrpoSettings settings = new GrpoSettings(groups.size(), 2, SamplingParams.plain(9));
            return new PolicyUpdate(client, settings, algorithm, RunPlan.of(10, seed)).run(step, groups, metrics);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static Completion completion(FinishReason reason, int... tokens) {
        float[] logProbs = new float[tokens.length];
        Arrays.fill(logProbs, -2);
        return new Completion(
                tokens, logProbs, reason, List.of(new VersionSpan(0, tokens.length, AdapterVersion.BASE)), "");
    }

    private static Group group(double first, double second) {
        return new Group(
                new Prompt("t", "", new int[] {1}),
                List.of(completion(FinishReason.STOP, 2, 3, 0), completion(FinishReason.LENGTH, 4, 5, 6, 7)),
                List.of(Score.of(first, ""), Score.of(second, "")));
    }

    /** Six groups whose rewards, which are their advantages, tell the completions apart: 10 11, 20 21, ... */
    private static List<Group> six() {
        List<Group> groups = new ArrayList<>();
        for (int g = 1; g <= 6; g++) {
            groups.add(group(10 * g, 10 * g + 1));
        }
        return groups;
    }

    private static Algorithm algorithm(Advantage advantage, Loss loss, OldLogProbs old, int epochs, int miniBatches) {
        return new Algorithm(advantage, null, false, loss, new TokenMean(), old, epochs, miniBatches);
    }

    private static TreeSet<Float> rows(LossBatch batch) {
        TreeSet<Float> rows = new TreeSet<>();
        for (float advantage : batch.advantages()) {
            rows.add(advantage);
        }
        return rows;
    }

    private static List<TreeSet<Float>> order(int step, long seed) {
        Watcher watcher = new Watcher(false);
        try (Session session = new Session()) {
            session.run(algorithm(REWARDS, watcher, OldLogProbs.SAMPLER, 2, 3), step, seed, six());
        }
        return watcher.seen.stream().map(PolicyUpdateTest::rows).toList();
    }

    @Test
    void eachEpochSeesEachGroupOnceInMiniBatchesOfWholeGroups() {
        Watcher watcher = new Watcher(false);
        try (Session session = new Session()) {
            session.run(algorithm(REWARDS, watcher, OldLogProbs.SAMPLER, 2, 3), 1, 7, six());
            assertThat(Await.result(session.client.version()).number()).isEqualTo(6);
            assertThat(session.metrics.toMap()).containsEntry(MetricNames.TRAIN_TOKENS, 84.0);
        }
        assertThat(watcher.seen).hasSize(6);
        for (int epoch = 0; epoch < 2; epoch++) {
            TreeSet<Float> all = new TreeSet<>();
            for (LossBatch part : watcher.seen.subList(3 * epoch, 3 * epoch + 3)) {
                TreeSet<Float> rows = rows(part);
                assertThat(rows).hasSize(4);
                rows.forEach(r -> assertThat(rows).contains((float) (10 * (int) (r / 10)), 10 * (int) (r / 10) + 1f));
                assertThat(part.weights()).containsOnly(1f / 14); // an optimizer batch of its own: 2 * (3 + 4) tokens
                all.addAll(rows);
            }
            assertThat(all).hasSize(12);
        }
    }

    @Test
    void theOrderFollowsFromSeedStepAndEpoch() {
        assertThat(order(1, 7)).isEqualTo(order(1, 7)).isNotEqualTo(order(2, 7)).isNotEqualTo(order(1, 8));
        assertThat(order(1, 7).subList(0, 3)).isNotEqualTo(order(1, 7).subList(3, 6));
    }

    @Test
    void moreMiniBatchesThanGroupsAreAsManyAsGroups() {
        Watcher watcher = new Watcher(false);
        try (Session session = new Session()) {
            session.run(algorithm(REWARDS, watcher, OldLogProbs.SAMPLER, 1, 9), 1, 7, six());
        }
        assertThat(watcher.seen).hasSize(6);
    }

    @Test
    void theRatioIsTakenAgainstTheWeightsBeforeTheFirstUpdateThroughout() {
        Watcher watcher = new Watcher(true);
        try (Session session = new Session()) {
            session.run(algorithm(REWARDS, watcher, OldLogProbs.RECOMPUTE, 2, 2), 1, 7, six());
        }
        Map<Float, Float> old = new TreeMap<>();
        boolean moved = false;
        for (LossBatch batch : watcher.seen) {
            for (int s = 0; s < batch.sequences(); s++) {
                int first = batch.offsets()[s];
                Float before = old.putIfAbsent(batch.advantages()[first], batch.old()[first]);
                assertThat(batch.old()[first]).isEqualTo(before == null ? batch.old()[first] : before);
                // the policy began as the base
                assertThat(Objects.requireNonNull(batch.reference())[first]).isEqualTo(batch.old()[first]);
                moved |= Math.abs(batch.logProbs()[first] - batch.old()[first]) > 0.05;
            }
        }
        assertThat(old).hasSize(12);
        assertThat(moved).isTrue();
    }

    @Test
    void truncatedCompletionsAreLeftOutOfTheLossAndItsCountsAlone() {
        Watcher watcher = new Watcher(false);
        Algorithm masked =
                new Algorithm(new MeanOnly(), null, true, watcher, new TokenMean(), OldLogProbs.RECOMPUTE, 1, 1);
        try (Session session = new Session()) {
            assertThat(session.run(masked, 1, 7, List.of(group(1, 0), group(0, 0.5))))
                    .isNull();
            assertThat(session.metrics.toMap()).containsEntry(MetricNames.TRAIN_TOKENS, 6.0);
        }
        LossBatch seen = watcher.seen.get(0);
        assertThat(seen.advantages()).containsExactly(0.5f, 0.5f, 0.5f, -0.25f, -0.25f, -0.25f);
        assertThat(seen.weights()).containsOnly(1f / 6);
    }

    @Test
    void whereAllAreTruncatedTheWeightsStayAndTheReasonIsTold() {
        Algorithm masked = new Algorithm(
                new MeanOnly(), null, true, new Watcher(false), new TokenMean(), OldLogProbs.SAMPLER, 1, 1);
        Group cut = new Group(
                new Prompt("t", "", new int[] {1}),
                List.of(completion(FinishReason.LENGTH, 2), completion(FinishReason.LENGTH, 3)),
                List.of(Score.of(1, ""), Score.of(0, "")));
        try (Session session = new Session()) {
            assertThat(session.run(masked, 1, 7, List.of(cut))).contains("max_tokens", "mask_truncated");
            assertThat(Await.result(session.client.version()).number()).isZero();
        }
    }

    @Test
    void theKlInTheRewardLowersRewardsBeforeTheyAreCompared() {
        Watcher watcher = new Watcher(false);
        // one nat a token: 1 - 0.1 * 3 = 0.7 and 1 - 0.1 * 4 = 0.6
        Algorithm algorithm = new Algorithm(
                new MeanOnly(), new RewardKl(0.1, x -> 1), false, watcher, new TokenMean(), OldLogProbs.SAMPLER, 1, 1);
        try (Session session = new Session()) {
            session.run(algorithm, 1, 7, List.of(group(1, 1)));
            assertThat(session.metrics.toMap()).containsEntry(MetricNames.KL_IN_REWARD, 1.0);
        }
        // the longer one stands first in a micro-batch
        assertThat(watcher.seen.get(0).advantages())
                .containsExactly(new float[] {-0.05f, -0.05f, -0.05f, -0.05f, 0.05f, 0.05f, 0.05f}, within(1e-6f));
    }

    @Test
    void theKlIsTakenBetweenOldAndTheBase() {
        for (OldLogProbs old : OldLogProbs.values()) {
            Watcher watcher = new Watcher(true);
            Algorithm algorithm =
                    new Algorithm(new MeanOnly(), RewardKl.k1(0.1), false, watcher, new TokenMean(), old, 1, 1);
            try (Session session = new Session()) {
                session.run(algorithm, 1, 7, List.of(group(1, 0)));
                float[] reference = Objects.requireNonNull(watcher.seen.get(0).reference());
                double mean = 0;
                for (float r : reference) {
                    mean += (-2 - r) / 7; // the sampler said -2 for each token
                }
                // The policy is still the base, so its own log-probs have no distance from it.
                assertThat(session.metrics.toMap().get(MetricNames.KL_IN_REWARD))
                        .isCloseTo(old == OldLogProbs.SAMPLER ? mean : 0, offset(1e-6));
            }
        }
    }

    @Test
    void aMovingBaselineIsAMemoryOfTheRun() {
        try (Session session = new Session()) {
            GrpoSettings settings = new GrpoSettings(1, 2, SamplingParams.plain(9));
            RunPlan plan = RunPlan.of(10, 7);
            assertThat(new PolicyUpdate(session.client, settings, Algorithm.DEFAULT, plan).memories())
                    .isEmpty();
            Algorithm moving = algorithm(new EmaBaseline(0.9), new Watcher(false), OldLogProbs.SAMPLER, 1, 1);
            assertThat(new PolicyUpdate(session.client, settings, moving, plan).memories())
                    .hasSize(1);
        }
    }

    @Test
    void whatCouldNotActIsRefused() {
        Loss corrected = new Objective(new PpoClip(0.2, 0.2), List.of(new TisToken(2)), List.of());
        assertThatThrownBy(() -> algorithm(new MeanOnly(), corrected, OldLogProbs.SAMPLER, 1, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("set old_log_probs: recompute");
        assertThat(algorithm(new MeanOnly(), corrected, OldLogProbs.RECOMPUTE, 1, 1)
                        .loss())
                .isEqualTo(corrected);
        assertThatThrownBy(() -> new Algorithm(
                        new Gdpo(Map.of(), 1e-4),
                        RewardKl.k1(0.1),
                        false,
                        new PpoClip(0.2, 0.2),
                        new TokenMean(),
                        OldLogProbs.SAMPLER,
                        1,
                        1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("kl.in: loss");
        assertThatThrownBy(() -> algorithm(new MeanOnly(), corrected, OldLogProbs.RECOMPUTE, 0, 1))
                .hasMessageContaining("epochs must be at least 1");
        assertThatThrownBy(() -> algorithm(new MeanOnly(), corrected, OldLogProbs.RECOMPUTE, 1, 0))
                .hasMessageContaining("mini_batches must be at least 1");
        assertThatThrownBy(() -> RewardKl.k1(0)).isInstanceOf(InputException.class);
    }
}
