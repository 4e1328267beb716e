package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.rollout.TurnSchedule;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.loss.KlPenalty;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.PpoClip;
import dev.rlvr4j.trainer.metrics.MetricNames;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop over the real parts: a transformer with LoRA, a pool of two samplers. The model is random and tiny. */
class TransformerTrainingTest {
    private static final int STEPS = 6;

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

    @Test
    void theRewardRisesOnPolicyAndTheBaseStaysAsItWas() {
        String before = base.fingerprint();
        RecordingListener listener = new RecordingListener();
        try (TinySession session = new TinySession(vertx, base, 2_000)) {
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
        try (TinySession session = new TinySession(vertx, base, 2_000)) {
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
        try (TinySession session = new TinySession(vertx, base, 2_000)) {
            RunPlan plan = new RunPlan(STEPS, 3, directory.resolve("killed"), 2, 1, false, "r");
            assertThatThrownBy(() -> session.train(plan, killed)).hasMessage("killed");
        }
        try (TinySession session = new TinySession(vertx, base, 2_000)) {
            RunPlan plan = new RunPlan(STEPS, 3, directory.resolve("killed"), 2, 1, true, "r");
            session.train(plan, new RecordingListener(killed.log));
        }
        assertThat(killed.log).isEqualTo(whole.log);
    }

    private static void ahead(RunPlan plan, List<String> sink, List<String> follow, RunListener listener) {
        TurnSchedule schedule = new TurnSchedule();
        try (TinySession session = new TinySession(vertx, base, 2_000, "policy", 1, schedule)) {
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
        try (TinySession session = new TinySession(vertx, base, 2_000, name, seed, new TurnSchedule())) {
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
        try (TinySession left = new TinySession(vertx, base, 2_000, "left", 1, new TurnSchedule());
                TinySession right = new TinySession(vertx, base, 2_000, "right", 2, new TurnSchedule())) {
            CompletableFuture<Void> other = CompletableFuture.runAsync(() -> right.train(RunPlan.of(STEPS, 3), two));
            left.train(RunPlan.of(STEPS, 3), one);
            other.get(60, TimeUnit.SECONDS);
        }
        assertThat(one.log).isEqualTo(alone("left", 1).log);
        assertThat(two.log).isEqualTo(alone("right", 2).log).isNotEqualTo(one.log);
    }

    @Test
    void theGradientDoesNotDependOnTheMicroBatches() {
        try (TinySession session = new TinySession(vertx, base, 2_000)) {
            Await.result(session.client.publish());
            List<Group> groups = Await.result(session.sampler.groups(
                            LongStream.range(0, 4).mapToObj(Toy.TASKS::task).toList(),
                            8,
                            TinySession.SETTINGS.sampling(),
                            9,
                            null))
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
        try (TinySession session = new TinySession(vertx, base, budget)) {
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
