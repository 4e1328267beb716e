package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.MeanOnly;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.loss.KlPenalty;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.PpoClip;
import dev.rlvr4j.trainer.metrics.MetricNames;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GrpoLoopTest {
    private static final int STEPS = 60;

    private static RecordingListener train(GrpoSettings settings, int steps) {
        return train(settings, Algorithm.DEFAULT, steps);
    }

    private static RecordingListener train(Algorithm algorithm, int steps) {
        return train(Toy.GRPO, algorithm, steps);
    }

    private static RecordingListener train(GrpoSettings settings, Algorithm algorithm, int steps) {
        RecordingListener listener = new RecordingListener();
        try (Toy toy = new Toy()) {
            toy.loop(settings, algorithm, RunPlan.of(steps, 7), listener).run();
        }
        return listener;
    }

    private static Algorithm variant(int updates, double kl, Advantage advantage, OldLogProbs old) {
        List<Loss> terms = kl == 0 ? List.of() : List.of(new KlPenalty(kl));
        Loss loss = new Objective(new PpoClip(0.2, 0.28), List.of(), terms);
        return new Algorithm(advantage, loss, new TokenMean(), old, updates);
    }

    @Test
    void onAFrozenAdapterTheBaselineIsWhatTrainingStartsFrom() {
        try (Toy toy = new Toy()) {
            toy.policy.standsOnAdapter = true;
            RunSummary summary = toy.loop(Toy.GRPO, RunPlan.of(1, 7), new RecordingListener())
                    .run();
            assertThat(Objects.requireNonNull(summary.baseline()).version()).isEqualTo(new AdapterVersion("bigram", 0));
        }
    }

    @Test
    void theRewardRises() {
        RecordingListener listener = new RecordingListener();
        RunSummary summary;
        try (Toy toy = new Toy()) {
            summary = toy.loop(Toy.GRPO, RunPlan.of(STEPS, 7), listener).run();
        }
        assertThat(Objects.requireNonNull(summary.baseline()).accuracy()).isLessThan(0.25);
        assertThat(summary.baseline().version()).isEqualTo(AdapterVersion.BASE);
        assertThat(Objects.requireNonNull(summary.latest()).accuracy()).isGreaterThan(0.95);
        assertThat(summary.latest().version()).isEqualTo(new AdapterVersion("bigram", STEPS));
        assertThat(summary.steps()).isEqualTo(STEPS);
        assertThat(summary.trainableParameters()).isEqualTo(Toy.VOCABULARY * Toy.VOCABULARY);
        assertThat(summary.samplerTrainerKl()).isBetween(0.0, 1e-9);
        assertThat(summary.rolloutTokensPerSecond()).isPositive();
        assertThat(summary.trainTokensPerSecond()).isPositive();
        assertThat(listener.evaluations).hasSize(1 + STEPS / 4);
        assertThat(listener.figure(STEPS, MetricNames.REWARD_MEAN))
                .isGreaterThan(3 * listener.figure(1, MetricNames.REWARD_MEAN));
        assertThat(listener.figure(STEPS, MetricNames.ENTROPY)).isLessThan(listener.figure(1, MetricNames.ENTROPY));
    }

    @Test
    void everyStepIsOnPolicy() {
        for (Map<String, Double> step : train(Toy.GRPO, 10).steps) {
            assertThat(step.get(MetricNames.RATIO_MIN)).isCloseTo(1, offset(1e-5));
            assertThat(step.get(MetricNames.RATIO_MAX)).isCloseTo(1, offset(1e-5));
            assertThat(step.get(MetricNames.LOGP_DIFFERENCE_MAX)).isLessThan(1e-5);
            assertThat(step).containsEntry(MetricNames.STALENESS, 0.0).containsEntry(MetricNames.CLIP_LOW, 0.0);
        }
    }

    @Test
    void theSameSeedGivesTheSameRunAndAnotherOneAnother() {
        RecordingListener first = train(Toy.GRPO, 6);
        assertThat(train(Toy.GRPO, 6).log).isEqualTo(first.log).isNotEmpty();
        RecordingListener other = new RecordingListener();
        try (Toy toy = new Toy()) {
            toy.loop(Toy.GRPO, RunPlan.of(6, 8), other).run();
        }
        assertThat(other.log).isNotEqualTo(first.log);
    }

    @Test
    void reportsAllMetricsOfAStep() {
        Map<String, Double> step = train(Toy.GRPO, 1).steps.get(0);

        assertThat(step)
                .containsKeys(
                        "reward/mean",
                        "reward/std",
                        "reward/part/correct",
                        "reward/part/stopped",
                        "frac_reward_zero_std",
                        "completions/mean_length",
                        "completions/min_length",
                        "completions/max_length",
                        "completions/clipped_ratio",
                        "entropy",
                        "sampler_trainer_kl",
                        "sampling/logp_difference/max",
                        "sampling/logp_difference/mean",
                        "importance_ratio/mean",
                        "importance_ratio/min",
                        "importance_ratio/max",
                        "clip_ratio/low",
                        "clip_ratio/high",
                        "loss",
                        "grad_norm",
                        "num_tokens/rollout",
                        "num_tokens/train")
                .containsEntry("learning_rate", 0.15)
                .containsEntry("adapter_version", 1.0)
                .containsEntry("staleness", 0.0)
                .containsEntry("skipped_steps", 0.0);
        RunListener timing = new RunListener() {
            @Override
            public void onStep(StepReport report) {
                assertThat(report.metrics().keySet()).containsAll(MetricNames.TIMING);
            }
        };
        try (Toy toy = new Toy()) {
            assertThat(toy.loop(Toy.GRPO, RunPlan.of(1, 7), timing).run().steps())
                    .isEqualTo(1);
        }
    }

    @Test
    void severalUpdatesPerBatchLeaveRatioOneAndClip() {
        RecordingListener listener = train(variant(4, 0, new MeanOnly(), OldLogProbs.RECOMPUTE), 10);
        Map<String, Double> last = listener.steps.get(9);

        assertThat(last).containsEntry(MetricNames.ADAPTER_VERSION, 40.0);
        assertThat(last.get(MetricNames.RATIO_MAX)).isGreaterThan(1.1);
        assertThat(listener.steps)
                .anySatisfy(s -> assertThat(s.get(MetricNames.CLIP_HIGH)).isPositive());
        assertThat(last.get(MetricNames.SAMPLER_TRAINER_KL))
                .as("measured before the first update")
                .isLessThan(1e-9);
        assertThat(listener.warnings).noneMatch(w -> w.contains("disagree"));
    }

    @Test
    void aStrongKlTermKeepsThePolicyNearTheBase() {
        int steps = 30;
        double free = train(variant(1, 1e-9, ZScore.DEFAULT, OldLogProbs.SAMPLER), steps)
                .figure(steps, MetricNames.KL);
        double held =
                train(variant(2, 3, ZScore.DEFAULT, OldLogProbs.SAMPLER), steps).figure(steps, MetricNames.KL);

        assertThat(free).isGreaterThan(0.5);
        assertThat(held).isLessThan(0.2 * free);
    }

    @Test
    void aStepThatTeachesNothingIsStillTaken() {
        Reward constant = attempt -> Future.succeededFuture(Score.of(0.3, "always"));
        RecordingListener listener = new RecordingListener();
        try (Toy toy = new Toy(40, constant)) {
            toy.loop(Toy.GRPO, RunPlan.of(2, 1), listener).run();
            assertThat(toy.policy.computedTokens).isZero();
        }
        assertThat(listener.steps.get(1))
                .containsEntry(MetricNames.FRAC_REWARD_ZERO_STD, 1.0)
                .containsEntry(MetricNames.GRAD_NORM, 0.0)
                .containsEntry(MetricNames.LOSS, 0.0)
                .containsEntry(MetricNames.ADAPTER_VERSION, 2.0);
        assertThat(listener.warnings).anyMatch(w -> w.contains("frac_reward_zero_std is 1"));
    }

    @Test
    void warnsOncePerKind() {
        RecordingListener listener = new RecordingListener();
        try (Toy toy = new Toy()) {
            toy.rollouts.stuck = true;
            toy.loop(Toy.GRPO, RunPlan.of(8, 7), listener).run();
        }
        assertThat(listener.warnings)
                .anyMatch(w -> w.contains("sampling/probability_difference/mean is 0.01"))
                .anyMatch(w -> w.contains("staleness is 1") && w.startsWith("step 2:"))
                .anyMatch(w -> w.contains("sampler_trainer_kl is") && w.contains("(above 0.01)"))
                .anyMatch(w -> w.contains("sampling/probability_difference/mean is"))
                .anyMatch(w -> w.contains("completions/clipped_ratio is") && w.contains("max_tokens"))
                .hasSize(4);
    }

    @Test
    void warnsOfCutSampling() {
        GrpoSettings cut = new GrpoSettings(6, 8, new SamplingParams(1, 5, 1, 0, 4, Set.of(), List.of(), false));
        assertThat(train(cut, 1).warnings).anyMatch(w -> w.contains("top_k"));
    }

    @Test
    void aFailedRewardEndsTheRunAndNamesTheTask() {
        Reward failing = attempt -> attempt.taskId().equals("toy-8")
                ? Future.failedFuture(new IllegalStateException("the verifier broke"))
                : Toy.REWARD.score(attempt);
        Reward throwing = attempt -> {
            throw new IllegalStateException("the verifier broke");
        };
        for (Reward reward : new Reward[] {failing, throwing}) {
            try (Toy toy = new Toy(40, reward)) {
                GrpoLoop loop = new GrpoLoop(
                        toy.client,
                        Toy.TASKS,
                        toy.sampler,
                        Toy.GRPO,
                        Algorithm.DEFAULT,
                        RunPlan.of(5, 1),
                        null,
                        RunListener.NONE);
                assertThatThrownBy(loop::run)
                        .isInstanceOf(RlvrException.class)
                        .hasMessageContaining(reward == failing ? "'toy-8'" : "'toy-0'")
                        .hasMessageContaining("the verifier broke");
            }
        }
    }

    @Test
    void aPromptWithoutRoomIsFoundBeforeAnyWork() {
        try (Toy toy = new Toy()) {
            GroupSampler tight = new GroupSampler(
                    task -> new Prompt(task.id(), "", new int[task.id().equals("toy-20") ? BigramPolicy.CONTEXT : 3]),
                    Toy.REWARD,
                    toy.client.contextLength(),
                    toy.client::sample);
            GrpoLoop loop = new GrpoLoop(
                    toy.client,
                    Toy.TASKS,
                    tight,
                    Toy.GRPO,
                    Algorithm.DEFAULT,
                    RunPlan.of(5, 1),
                    null,
                    RunListener.NONE);
            assertThatThrownBy(loop::run)
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("'toy-20' has 16 tokens")
                    .hasMessageContaining("context of 16");
            assertThat(toy.rollouts.requests).isEmpty();
        }
    }

    @Test
    void anEmptyDataSetIsAnError() {
        try (Toy toy = new Toy()) {
            assertThatThrownBy(() -> new GrpoLoop(
                            toy.client,
                            Toy.tasks(0),
                            toy.sampler,
                            Toy.GRPO,
                            Algorithm.DEFAULT,
                            RunPlan.of(5, 1),
                            null,
                            RunListener.NONE))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("empty");
        }
    }

    @Test
    void takesTasksInOrderAndBeginsAgainAtTheEnd() {
        try (Toy toy = new Toy()) {
            new GrpoLoop(
                            toy.client,
                            Toy.tasks(4),
                            toy.sampler,
                            Toy.GRPO,
                            Algorithm.DEFAULT,
                            RunPlan.of(2, 1),
                            null,
                            RunListener.NONE)
                    .run();
            assertThat(toy.rollouts.requests.stream().map(r -> r.prompt().taskId()))
                    .containsExactly(
                            "toy-0", "toy-1", "toy-2", "toy-3", "toy-0", "toy-1", "toy-2", "toy-3", "toy-0", "toy-1",
                            "toy-2", "toy-3");
            assertThat(toy.rollouts.requests.stream().map(SampleRequest::seed)).doesNotHaveDuplicates();
        }
    }

    @Test
    void refusesSettingsThatCannotTrain() {
        assertThatThrownBy(() -> new GrpoSettings(6, 1, SamplingParams.plain(4)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("group_size");
        assertThatThrownBy(() -> new GrpoSettings(6, 8, SamplingParams.greedy(4)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("temperature");
        assertThatThrownBy(() -> RunPlan.of(0, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("steps");
    }
}
