package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.text.ChatTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rollout.RolloutPool;
import dev.rlvr4j.rollout.RolloutSettings;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.rollout.TurnSchedule;
import dev.rlvr4j.rollout.sampler.SamplerSettings;
import dev.rlvr4j.rollout.sampler.TransformerSampler;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.EvaluationSettings;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.loss.KlPenalty;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.PpoClip;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import dev.rlvr4j.trainer.optim.Schedule;
import dev.rlvr4j.trainer.supply.AsyncSettings;
import dev.rlvr4j.trainer.supply.SampledSupply;
import dev.rlvr4j.trainer.supply.SpreadSettings;
import dev.rlvr4j.trainer.supply.Supply;
import dev.rlvr4j.trainer.supply.TaskOrder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop over the real parts: a transformer with LoRA, a pool of two samplers. The model is random and tiny. */
class TransformerTrainingTest {
    private static final int STEPS = 6;
    private static final OptimizerSettings OPTIMIZER =
            new OptimizerSettings(0.02, AdamW.DEFAULT, 1, Schedule.CONSTANT, 0, 0);
    private static final GrpoSettings SETTINGS =
            new GrpoSettings(4, 8, new SamplingParams(1, 0, 1, 0, 12, Set.of(), List.of(), true));

    /** The canary: even token ids are good. A base that is sampled instead of the adapter never gets there. */
    private static final Reward EVEN = attempt -> {
        int[] ids = Arrays.stream(attempt.response().split(" ", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        double even = Arrays.stream(ids).filter(id -> id % 2 == 0).count() / (double) ids.length;
        return Future.succeededFuture(Score.of(even, "share of even tokens"));
    };

    /** Text is the ids themselves. */
    private static final Tokenizer IDS = new Tokenizer() {
        @Override
        public int[] encode(String text) {
            return Arrays.stream(text.split(" ", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }

        @Override
        public String decode(int[] tokens) {
            return Arrays.stream(tokens).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        }

        @Override
        public int vocabularySize() {
            return 128;
        }

        @Override
        public Integer bosToken() {
            return 1;
        }

        @Override
        public Set<Integer> eosTokens() {
            return Set.of(2);
        }

        @Override
        public Optional<ChatTemplate> chatTemplate() {
            return Optional.empty();
        }
    };

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
        base.close();
        Await.result(vertx.close());
    }

    /** A process: policy, pool and client, made anew and closed. */
    private static final class Session implements AutoCloseable {
        final RolloutPool pool;
        final TransformerPolicy policy;
        final TrainingClient client;
        final GroupSampler sampler;

        Session(int microBatchTokens) {
            this(microBatchTokens, "policy", 1, new TurnSchedule());
        }

        Session(int microBatchTokens, String name, long seed, TurnSchedule schedule) {
            pool = Await.result(RolloutPool.start(
                    vertx,
                    new RolloutSettings(2, 1, 16, 1L << 26, 4, 4, 0),
                    worker -> new TransformerSampler(base, IDS, new SamplerSettings(16, 1L << 26, 4)),
                    () -> Torch.prepareThread(1),
                    schedule));
            policy = new TransformerPolicy(base, Lora.allLinear(4, 8), name, seed, false);
            client = new TrainingClient(policy, pool, OPTIMIZER, microBatchTokens, () -> Torch.prepareThread(1));
            sampler = new GroupSampler(TransformerTrainingTest::prompt, EVEN, client.contextLength(), client::sample);
        }

        RunSummary train(RunPlan plan, RunListener listener) {
            return new GrpoLoop(client, Toy.TASKS, sampler, SETTINGS, Algorithm.DEFAULT, plan, null, listener).run();
        }

        void trainAhead(int staleness, RunPlan plan, RunListener listener) {
            GroupSampler direct =
                    new GroupSampler(TransformerTrainingTest::prompt, EVEN, client.contextLength(), pool::sample);
            Supply supply = new SampledSupply(
                    TaskOrder.of(Toy.TASKS),
                    direct,
                    SETTINGS.supply(plan, AsyncSettings.of(staleness), SpreadSettings.KEEP),
                    pool::settle);
            Evaluation held = new Evaluation(
                    Toy.tasks(4),
                    direct,
                    new EvaluationSettings(2, 4, 2, List.of(1), SETTINGS.sampling()),
                    plan.seed());
            new GrpoLoop(client, supply, SETTINGS, Algorithm.DEFAULT, plan, held, listener).run();
        }

        @Override
        public void close() {
            client.close();
            policy.close();
            pool.close();
        }
    }

    /** Prompts of 3 to 9 tokens. */
    private static Prompt prompt(Task task) {
        long key = CounterRandom.key(5, task.id());
        int[] tokens = new int[3 + CounterRandom.below(key, 0, 7)];
        Arrays.setAll(tokens, i -> 3 + CounterRandom.below(key, 1 + i, 125));
        return new Prompt(task.id(), "", tokens);
    }

    @Test
    void theRewardRisesOnPolicyAndTheBaseStaysAsItWas() {
        String before = base.fingerprint();
        RecordingListener listener = new RecordingListener();
        try (Session session = new Session(2_000)) {
            session.train(RunPlan.of(15, 3), listener);
        }
        assertThat(listener.figure(15, MetricNames.REWARD_MEAN))
                .isGreaterThan(listener.figure(1, MetricNames.REWARD_MEAN) + 0.15);
        for (Map<String, Double> step : listener.steps) {
            assertThat(step.get(MetricNames.LOGP_DIFFERENCE_MAX)).isLessThan(1e-4);
            assertThat(step.get(MetricNames.RATIO_MIN)).isGreaterThan(1 - 1e-4);
            assertThat(step.get(MetricNames.RATIO_MAX)).isLessThan(1 + 1e-4);
            assertThat(step.get(MetricNames.STALENESS)).isZero();
        }
        assertThat(listener.warnings).noneMatch(w -> w.contains("disagree") || w.contains("older adapter"));
        assertThat(base.fingerprint()).isEqualTo(before);
    }

    @Test
    void killedAndResumedItEndsLikeARunThatWasNot(@TempDir Path directory) {
        RecordingListener whole = new RecordingListener();
        try (Session session = new Session(2_000)) {
            session.train(new RunPlan(STEPS, 3, directory.resolve("whole"), 2, 1, false, "r"), whole);
        }
        RecordingListener killed = new RecordingListener() {
            @Override
            void before(String event) {
                if (event.equals("step 4")) {
                    throw new IllegalStateException("killed");
                }
            }
        };
        try (Session session = new Session(2_000)) {
            RunPlan plan = new RunPlan(STEPS, 3, directory.resolve("killed"), 2, 1, false, "r");
            assertThatThrownBy(() -> session.train(plan, killed)).hasMessage("killed");
        }
        try (Session session = new Session(2_000)) {
            RunPlan plan = new RunPlan(STEPS, 3, directory.resolve("killed"), 2, 1, true, "r");
            session.train(plan, new RecordingListener(killed.log));
        }
        assertThat(killed.log).isEqualTo(whole.log);
    }

    private static void ahead(RunPlan plan, List<String> sink, List<String> follow, RunListener listener) {
        TurnSchedule schedule = new TurnSchedule();
        try (Session session = new Session(2_000, "policy", 1, schedule)) {
            schedule.begin(sink::add, true, follow);
            session.trainAhead(2, plan, listener);
        }
    }

    @Test
    void anAsynchronousRunIsRepeatedByItsScheduleAlsoWhenKilled(@TempDir Path directory) throws IOException {
        List<String> turns = Collections.synchronizedList(new ArrayList<>());
        RecordingListener whole = new RecordingListener();
        ahead(new RunPlan(8, 3, directory.resolve("whole"), 3, 1, false, "r"), turns, List.of(), whole);
        assertThat(whole.steps).anyMatch(step -> step.get(MetricNames.STALENESS) > 0);
        assertThat(whole.steps).allMatch(step -> step.get(MetricNames.STALENESS_MAX) <= 2);
        assertThat(turns).contains("rest 3", "rest 6", "rest 8");

        RecordingListener killed = new RecordingListener() {
            @Override
            void before(String event) {
                if (event.equals("step 5")) {
                    throw new IllegalStateException("killed");
                }
            }
        };
        Path checkpoints = directory.resolve("killed");
        List<String> again = Collections.synchronizedList(new ArrayList<>());
        assertThatThrownBy(() ->
                        ahead(new RunPlan(8, 3, checkpoints, 3, 1, false, "r"), again, List.copyOf(turns), killed))
                .hasMessage("killed");
        ahead(
                new RunPlan(8, 3, checkpoints, 3, 1, true, "r"),
                new ArrayList<>(),
                TurnSchedule.after(List.copyOf(turns), 3),
                new RecordingListener(killed.log));

        assertThat(killed.log).isEqualTo(whole.log);
        Path last = Path.of("step-000008/adapter/adapter_model.safetensors");
        assertThat(Files.readAllBytes(checkpoints.resolve(last)))
                .isEqualTo(Files.readAllBytes(directory.resolve("whole").resolve(last)));
    }

    /** A listener that trains one step and then lets the other's trainer train one. */
    private static RecordingListener inTurn(Semaphore mine, Semaphore others) {
        return new RecordingListener() {
            @Override
            public void onStart(RunStart start) {
                super.onStart(start);
                mine.acquireUninterruptibly();
            }

            @Override
            public void onStep(StepReport report) {
                super.onStep(report);
                others.release();
                if (report.step() < report.totalSteps()) {
                    mine.acquireUninterruptibly();
                }
            }
        };
    }

    private static RecordingListener alone(String name, long seed) {
        RecordingListener listener = new RecordingListener();
        try (Session session = new Session(2_000, name, seed, new TurnSchedule())) {
            session.train(RunPlan.of(STEPS, 3), listener);
        }
        return listener;
    }

    @Test
    void twoAdaptersTrainedInTurnOnOneBaseGetWhatEachGetsAlone() throws Exception {
        Semaphore first = new Semaphore(1);
        Semaphore second = new Semaphore(0);
        RecordingListener one = inTurn(first, second);
        RecordingListener two = inTurn(second, first);
        try (Session left = new Session(2_000, "left", 1, new TurnSchedule());
                Session right = new Session(2_000, "right", 2, new TurnSchedule())) {
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> right.train(RunPlan.of(STEPS, 3), two));
            left.train(RunPlan.of(STEPS, 3), one);
            other.get(60, TimeUnit.SECONDS);
        }
        assertThat(one.log).isEqualTo(alone("left", 1).log);
        assertThat(two.log).isEqualTo(alone("right", 2).log).isNotEqualTo(one.log);
    }

    @Test
    void theGradientDoesNotDependOnTheMicroBatches() {
        try (Session session = new Session(2_000)) {
            Await.result(session.client.publish());
            List<Group> groups = Await.result(session.sampler.groups(
                            LongStream.range(0, 4).mapToObj(Toy.TASKS::task).toList(), 8, SETTINGS.sampling(), 9, null))
                    .groups();
            TrainingBatch batch = TrainingBatch.sampled(groups, ZScore.DEFAULT.of(groups), new TokenMean(), 1);
            Loss loss = new Objective(new PpoClip(0.2, 0.28), List.of(), List.of(new KlPenalty(0.05)));
            Map<String, float[]> whole = gradients(2_000, batch, loss);
            assertThat(whole.values()).anyMatch(g -> norm(g) > 1e-3);
            for (int budget : new int[] {100, 1}) {
                gradients(budget, batch, loss)
                        .forEach((name, gradient) -> assertThat(gradient)
                                .as(name)
                                .containsExactly(Objects.requireNonNull(whole.get(name)), within(1e-5f)));
            }
        }
    }

    private static Map<String, float[]> gradients(int budget, TrainingBatch batch, Loss loss) {
        try (Session session = new Session(budget)) {
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
}
