package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.text.Speaker;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.Tokenizers;
import dev.rlvr4j.core.text.TurnTokens;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.episode.Episode;
import dev.rlvr4j.envs.episode.EpisodeBounds;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.envs.episode.Reply;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rollout.RolloutPool;
import dev.rlvr4j.rollout.RolloutSettings;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.rollout.episode.EpisodeRunner;
import dev.rlvr4j.rollout.sampler.SamplerSettings;
import dev.rlvr4j.rollout.sampler.TransformerSampler;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.loss.KlPenalty;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.PpoClip;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import dev.rlvr4j.trainer.optim.Schedule;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop over episodes of three turns: a transformer with LoRA, a pool of two samplers. The model is random and tiny. */
class EpisodeTrainingTest {
    private static final int TURN = 5;
    private static final int TURNS = 3;
    private static final GrpoSettings SETTINGS =
            new GrpoSettings(4, 8, new SamplingParams(1, 0, 1, 0, 60, Set.of(), List.of(), true));

    /** The canary: letters and higher characters are good; observations are full of them, and must not be what is learnt. */
    private static final Reward HIGH = attempt -> {
        double high = attempt.response().chars().filter(c -> c >= 64).count() / (double) (TURN * TURNS);
        double turns = Double.parseDouble(attempt.metadata().getOrDefault("turns", "0"));
        return Future.succeededFuture(new Score(high, Map.of("turns", turns), "share of high characters"));
    };

    private static final Episodes CHAT = new Episodes() {
        @Override
        public Episode open(Task task) {
            StringBuilder said = new StringBuilder();
            return turn -> {
                said.append(turn.text());
                return turn.number() < TURNS
                        ? new Reply.Observation(Speaker.USER, List.of("good" + turn.number() + "!"))
                        : new Reply.End(said.toString());
            };
        }

        @Override
        public EpisodeBounds bounds() {
            return new EpisodeBounds(TURNS, TURN);
        }
    };

    private static final Tokenizer ASCII = Tokenizers.ascii();
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(2);
    private static Vertx vertx;
    private static BaseModel base;

    @BeforeAll
    static void load() {
        Torch.prepareThread(1);
        vertx = Vertx.vertx();
        base = BaseModel.load(
                Path.of("../rl-core/src/test/resources/golden/models/qwen3"), Device.cpu(), Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        THREADS.shutdown();
        base.close();
        Await.result(vertx.close());
    }

    private static final class Session implements AutoCloseable {
        final RolloutPool pool;
        final TransformerPolicy policy = new TransformerPolicy(base, Lora.allLinear(4, 8), "policy", 1, false);
        final TrainingClient client;
        final GroupSampler sampler;

        Session(int microBatchTokens, int rows) {
            pool = Await.result(RolloutPool.start(
                    vertx,
                    new RolloutSettings(2, 1, rows, 1L << 26, 4, 2, 0),
                    worker -> new TransformerSampler(base, ASCII, new SamplerSettings(rows, 1L << 26, 4)),
                    () -> Torch.prepareThread(1)));
            OptimizerSettings optimizer = new OptimizerSettings(0.02, AdamW.DEFAULT, 1, Schedule.CONSTANT, 0, 0);
            client = new TrainingClient(policy, pool, optimizer, microBatchTokens, () -> Torch.prepareThread(1));
            EpisodeRunner runner =
                    new EpisodeRunner(task -> CHAT, ASCII, TurnTokens.plain(ASCII), client::sample, THREADS);
            sampler = GroupSampler.ofEpisodes(
                    task -> new Prompt(task.id(), task.question(), ASCII.encode("say " + task.question())),
                    HIGH,
                    client.contextLength(),
                    runner);
        }

        void train(RunPlan plan, RunListener listener) {
            new GrpoLoop(client, Toy.TASKS, sampler, SETTINGS, Algorithm.DEFAULT, plan, null, listener).run();
        }

        List<Group> groups(int tasks) {
            Await.result(client.publish());
            return Await.result(sampler.groups(
                            LongStream.range(0, tasks).mapToObj(Toy.TASKS::task).toList(),
                            8,
                            SETTINGS.sampling(),
                            9,
                            null))
                    .groups();
        }

        @Override
        public void close() {
            client.close();
            policy.close();
            pool.close();
        }
    }

    @Test
    void theRewardRisesOnPolicyAndOnlySampledTokensCount() {
        RecordingListener listener = new RecordingListener();
        try (Session session = new Session(2_000, 16)) {
            session.train(RunPlan.of(15, 3), listener);
        }
        assertThat(listener.figure(15, MetricNames.REWARD_MEAN))
                .isGreaterThan(listener.figure(1, MetricNames.REWARD_MEAN) + 0.15);
        for (Map<String, Double> step : listener.steps) {
            assertThat(step.get(MetricNames.RATIO_MIN)).isGreaterThan(1 - 1e-5);
            assertThat(step.get(MetricNames.RATIO_MAX)).isLessThan(1 + 1e-5);
            assertThat(step.get(MetricNames.LOGP_DIFFERENCE_MAX)).isLessThan(1e-5);
            assertThat(step.get(MetricNames.ROLLOUT_TOKENS)).isEqualTo(32.0 * TURN * TURNS);
            assertThat(step.get(MetricNames.LENGTH_MAX)).isEqualTo(TURN * TURNS);
            assertThat(step.get("episodes/turns")).isEqualTo(TURNS);
            assertThat(step.get("reward/part/turns")).isEqualTo(TURNS);
            assertThat(step.get(MetricNames.STALENESS)).isZero();
        }
    }

    @Test
    void killedAndResumedItEndsLikeARunThatWasNot(@TempDir Path directory) {
        RecordingListener whole = new RecordingListener();
        try (Session session = new Session(2_000, 16)) {
            session.train(new RunPlan(5, 3, directory.resolve("whole"), 2, 1, false, "r"), whole);
        }
        RecordingListener killed = new RecordingListener() {
            @Override
            void before(String event) {
                if (event.equals("step 4")) {
                    throw new IllegalStateException("killed");
                }
            }
        };
        try (Session session = new Session(2_000, 16)) {
            RunPlan plan = new RunPlan(5, 3, directory.resolve("killed"), 2, 1, false, "r");
            assertThatThrownBy(() -> session.train(plan, killed)).hasMessage("killed");
        }
        try (Session session = new Session(2_000, 16)) {
            RunPlan plan = new RunPlan(5, 3, directory.resolve("killed"), 2, 1, true, "r");
            session.train(plan, new RecordingListener(killed.log));
        }
        assertThat(killed.log).isEqualTo(whole.log);
    }

    @Test
    void episodesDoNotDependOnWhatSharesTheirBatch() {
        List<Group> together;
        List<Group> few;
        try (Session session = new Session(2_000, 16)) {
            together = session.groups(4);
        }
        try (Session session = new Session(2_000, 3)) {
            few = session.groups(2);
        }
        for (int g = 0; g < few.size(); g++) {
            for (int i = 0; i < 8; i++) {
                Completion a = together.get(g).completions().get(i);
                Completion b = few.get(g).completions().get(i);
                assertThat(b.tokens()).isEqualTo(a.tokens());
                assertThat(b.logProbs()).containsExactly(a.logProbs(), within(1e-5f));
            }
        }
    }

    @Test
    void theGradientDoesNotDependOnTheMicroBatches() {
        try (Session session = new Session(2_000, 16)) {
            List<Group> groups = session.groups(4);
            TrainingBatch batch = TrainingBatch.sampled(groups, ZScore.DEFAULT.of(groups), new TokenMean(), 1);
            assertThat(batch.tokens()).isEqualTo(32 * TURN * TURNS);
            assertThat(batch.weights()).containsOnly(1f / (32 * TURN * TURNS));
            Loss loss = new Objective(new PpoClip(0.2, 0.28), List.of(), List.of(new KlPenalty(0.05)));
            Map<String, float[]> whole = gradients(2_000, batch, loss);
            assertThat(whole.values()).anyMatch(g -> norm(g) > 1e-3);
            for (int budget : new int[] {200, 1}) {
                gradients(budget, batch, loss)
                        .forEach((name, gradient) -> assertThat(gradient)
                                .as(name)
                                .containsExactly(Objects.requireNonNull(whole.get(name)), within(1e-5f)));
            }
        }
    }

    /** Whole sequences in one policy call, and the same tokens scored as the batch scores them. */
    @Test
    void theTrainersLogProbsAreThoseTheSamplerGave() {
        try (Session session = new Session(300, 16)) {
            List<Group> groups = session.groups(3);
            TrainingBatch batch = TrainingBatch.sampled(groups, ZScore.DEFAULT.of(groups), new TokenMean(), 1);
            TokenScores scores = Await.result(session.client.score(batch));
            assertThat(scores.logProbs()).containsExactly(Objects.requireNonNull(batch.sampler()), within(1e-5f));
        }
    }

    private static Map<String, float[]> gradients(int budget, TrainingBatch batch, Loss loss) {
        try (Session session = new Session(budget, 16)) {
            Await.result(session.client.forwardBackward(batch, loss));
            session.client.close(); // from here on this thread may touch the policy
            return session.policy.gradients();
        }
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    /** In the table of a bigram policy the row of a token that only given tokens follow must have none at all. */
    @Test
    void givenTokensHaveAGradientOfExactlyZero() {
        int vocabulary = 8;
        BigramPolicy policy = new BigramPolicy(vocabulary, 5);
        // After the prompt's 1: sampled 2 3, given 4 5 6 (predicted from 3, 4 and 5), sampled 7 (from 6).
        Completion good = completion(2, 3, 4, 5, 6, 7);
        Completion bad = completion(3, 2, 4, 5, 6, 0);
        Group group = new Group(
                new Prompt("t", "", new int[] {1}), List.of(good, bad), List.of(Score.of(1, ""), Score.of(0, "")));
        TrainingBatch batch =
                TrainingBatch.sampled(List.of(group), ZScore.DEFAULT.of(List.of(group)), new TokenMean(), 1);
        assertThat(batch.weights()).hasSize(6).containsOnly(1f / 6);
        assertThat(batch.sampler()).containsExactly(-1, -1, -1, -1, -1, -1);
        try (TrainingClient client = new TrainingClient(policy, null, Toy.OPTIMIZER, 100)) {
            Await.result(client.forwardBackward(
                    batch, new Objective(new PpoClip(0.2, 0.28), List.of(), List.of(new KlPenalty(0.1)))));
        }
        for (int row : new int[] {4, 5}) {
            assertThat(row(policy.gradient, row, vocabulary)).containsOnly(0);
        }
        for (int row : new int[] {1, 6}) {
            assertThat(row(policy.gradient, row, vocabulary)).doesNotContain(0);
        }
    }

    private static Completion completion(int... tokens) {
        float[] logProbs = new float[tokens.length];
        for (int i : new int[] {0, 1, 5}) {
            logProbs[i] = -1;
        }
        return new Completion(
                tokens,
                logProbs,
                FinishReason.STOP,
                List.of(new VersionSpan(0, 2, AdapterVersion.BASE), new VersionSpan(5, 6, AdapterVersion.BASE)),
                "");
    }

    private static double[] row(double[] table, int row, int vocabulary) {
        return Arrays.copyOfRange(table, row * vocabulary, (row + 1) * vocabulary);
    }
}
