package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.metrics.MetricNames;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts with noise on the norms, over a base in NF4. */
class NoisyRolloutsTest {
    private static final int STEPS = 6;
    private static final SamplingParams GREEDY = SamplingParams.greedy(12);
    private static Vertx vertx;

    @BeforeAll
    static void open() {
        Torch.prepareThread(1);
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() {
        Await.result(vertx.close());
    }

    @Test
    void theFirstStageIsCleanAndTheOthersFallByEqualRatios() {
        RolloutNoise noise = new RolloutNoise(1e-2, 5e-4, 10);
        assertThat(noise.sigma(1, 100)).isZero();
        assertThat(noise.sigma(10, 100)).isZero();
        assertThat(noise.sigma(11, 100)).isEqualTo(1e-2);
        assertThat(noise.sigma(100, 100)).isCloseTo(5e-4, within(1e-15));
        for (int stage = 1; stage < 9; stage++) {
            assertThat(noise.sigma(10 * stage + 11, 100) / noise.sigma(10 * stage + 1, 100))
                    .isCloseTo(Math.pow(0.05, 1.0 / 8), within(1e-12));
        }
        assertThat(noise.sigma(101, 100)).isZero();
        assertThat(new RolloutNoise(1e-2, 5e-4, 2).sigma(100, 100)).isEqualTo(1e-2);
        assertThatThrownBy(() -> new RolloutNoise(-1, 5e-4, 10)).hasMessageContaining("noise.start");
        assertThatThrownBy(() -> new RolloutNoise(1, 0, 10)).hasMessageContaining("noise.end");
        assertThatThrownBy(() -> new RolloutNoise(1, 1, 1)).hasMessageContaining("noise.stages");
    }

    private static final GrpoSettings NOISY =
            new GrpoSettings(4, 8, TinySession.SETTINGS.sampling(), new RolloutNoise(0.2, 0.05, 3));

    private static BaseModel quantised() {
        return BaseModel.load(
                Path.of("../rl-core/src/test/resources/golden/models/qwen3"),
                Device.cpu(),
                Precision.FLOAT32,
                Quantisation.NF4);
    }

    @Test
    void overAQuantisedBaseRolloutsMayHaveNoiseThatTrainerAndEvaluationsDoNot() {
        RecordingListener listener = new RecordingListener();
        try (BaseModel nf4 = quantised();
                TinySession session = new TinySession(vertx, nf4, 2_000)) {
            session.trainAhead(0, NOISY, RunPlan.of(STEPS, 3), listener);
            // Behind the last step the newest version is what was trained, without noise.
            AdapterVersion trained = Await.result(session.client.version());
            List<SampleRequest> newest =
                    List.of(new SampleRequest(TinySession.prompt(Toy.TASKS.task(0)), 2, GREEDY, 1, null));
            List<SampleRequest> clean =
                    List.of(new SampleRequest(TinySession.prompt(Toy.TASKS.task(0)), 2, GREEDY, 1, trained));
            assertThat(Await.result(session.pool.sample(newest)).get(0).get(0).logProbs())
                    .containsExactly(Await.result(session.pool.sample(clean))
                            .get(0)
                            .get(0)
                            .logProbs());
        }
        double[] sigmas = {0, 0, 0.2, 0.2, 0.05, 0.05};
        for (int step = 1; step <= STEPS; step++) {
            assertThat(listener.figure(step, MetricNames.ROLLOUT_NOISE)).isEqualTo(sigmas[step - 1]);
            double difference = listener.figure(step, MetricNames.LOGP_DIFFERENCE_MAX);
            if (sigmas[step - 1] == 0) {
                assertThat(difference).isLessThan(1e-4);
            } else {
                assertThat(difference).isGreaterThan(1e-3);
            }
            assertThat(listener.figure(step, MetricNames.STALENESS)).isZero();
        }
        assertThat(listener.evaluations)
                .hasSize(4)
                .allMatch(report -> !report.version().adapter().contains("noise"));
        assertThat(listener.warnings).noneMatch(w -> w.contains("disagree"));
    }

    @Test
    void rolloutsThatRunAheadFollowTheNoisyVersions() {
        RecordingListener listener = new RecordingListener();
        try (BaseModel nf4 = quantised();
                TinySession session = new TinySession(vertx, nf4, 2_000)) {
            session.trainAhead(1, NOISY, RunPlan.of(STEPS, 3), listener);
        }
        assertThat(listener.steps).hasSize(STEPS).allMatch(step -> step.get(MetricNames.STALENESS_MAX) <= 1);
        assertThat(listener.figure(STEPS, MetricNames.LOGP_DIFFERENCE_MAX)).isGreaterThan(1e-3);
    }

    @Test
    void aResumedRunWithNoiseOverAQuantisedBaseEndsWithTheSameNumbers(@TempDir Path directory) {
        RecordingListener whole = new RecordingListener();
        try (BaseModel nf4 = quantised();
                TinySession session = new TinySession(vertx, nf4, 2_000)) {
            session.trainAhead(0, NOISY, plan(directory.resolve("whole"), false), whole);
        }
        List<String> log = new ArrayList<>();
        for (boolean resume : new boolean[] {false, true}) {
            RecordingListener cut = new RecordingListener(log) {
                @Override
                void before(String event) {
                    if (!resume && event.equals("step 5")) {
                        throw new IllegalStateException("cut");
                    }
                }
            };
            try (BaseModel nf4 = quantised();
                    TinySession session = new TinySession(vertx, nf4, 2_000)) {
                session.trainAhead(0, NOISY, plan(directory.resolve("cut"), resume), cut);
            } catch (IllegalStateException e) {
                assertThat(resume).isFalse();
            }
        }
        assertThat(log).containsExactlyElementsOf(whole.log);
    }

    private static RunPlan plan(Path checkpoints, boolean resume) {
        return new RunPlan(STEPS, 3, checkpoints, 3, 0, resume, "");
    }
}
