package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.supply.AsyncSettings;
import dev.rlvr4j.trainer.supply.AsyncSettings.Stale;
import dev.rlvr4j.trainer.supply.SampledSupply;
import dev.rlvr4j.trainer.supply.SpreadSettings;
import dev.rlvr4j.trainer.supply.TaskOrder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rollouts ahead of the trainer, in a toy world whose rollouts answer at once, or when the test says so. */
class AsyncLoopTest {
    private static final int STEPS = 8;

    private static RunSummary run(
            Toy toy,
            AsyncSettings async,
            Function<List<SampleRequest>, Future<List<List<Completion>>>> sample,
            RunListener listener) {
        RunPlan plan = RunPlan.of(STEPS, 7);
        GroupSampler sampler = new GroupSampler(Toy::prompt, Toy.REWARD, toy.client.contextLength(), sample);
        SampledSupply supply = new SampledSupply(
                TaskOrder.of(Toy.TASKS),
                sampler,
                Toy.GRPO.supply(plan, async, SpreadSettings.KEEP),
                mark -> Future.succeededFuture());
        return new GrpoLoop(toy.client, supply, Toy.GRPO, Algorithm.DEFAULT, plan, null, listener).run();
    }

    @Test
    void aStalenessOfZeroIsTheSynchronousLoop() {
        RecordingListener plain = new RecordingListener();
        RecordingListener zero = new RecordingListener();
        try (Toy toy = new Toy()) {
            new GrpoLoop(
                            toy.client,
                            Toy.TASKS,
                            toy.sampler,
                            Toy.GRPO,
                            Algorithm.DEFAULT,
                            RunPlan.of(STEPS, 7),
                            null,
                            plain)
                    .run();
        }
        try (Toy toy = new Toy()) {
            run(toy, AsyncSettings.of(0), toy.client::sample, zero);
        }
        assertThat(zero.log).isEqualTo(plain.log);
        assertThat(zero.steps)
                .allSatisfy(step -> assertThat(step)
                        .containsEntry(MetricNames.STALENESS, 0.0)
                        .doesNotContainKey(MetricNames.GROUPS_STALE));
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4"})
    void theBatchOfAStepIsAskedForOnceTheVersionSoManyStepsBeforeIsPublished(int staleness) {
        RecordingListener listener = new RecordingListener();
        try (Toy toy = new Toy()) {
            run(toy, AsyncSettings.of(staleness), toy.rollouts::sample, listener);
            assertThat(toy.rollouts.requests)
                    .as("each batch once, none beyond the last step")
                    .hasSize(STEPS * Toy.GRPO.promptsPerStep());
        }
        for (int step = 1; step <= STEPS; step++) {
            // Rollouts that answer at once are as old as they can be.
            assertThat(listener.figure(step, MetricNames.STALENESS_MAX)).isEqualTo(Math.min(step - 1, staleness));
            assertThat(listener.figure(step, MetricNames.GROUPS_STALE)).isZero();
        }
        assertThat(listener.warnings).noneMatch(w -> w.contains("staleness") || w.contains("disagree"));
        assertThat(listener.figure(STEPS, MetricNames.REWARD_MEAN))
                .isGreaterThan(listener.figure(1, MetricNames.REWARD_MEAN));
    }

    /** Batches that wait until the trainer can do nothing without the oldest of them. */
    private static final class Slow {
        private final Toy toy;
        private final int most;
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        final AtomicInteger largest = new AtomicInteger();
        private int asked;

        Slow(Toy toy, int most) {
            this.toy = toy;
            this.most = most;
        }

        synchronized Future<List<List<Completion>>> sample(List<SampleRequest> requests) {
            Promise<List<List<Completion>>> promise = Promise.promise();
            waiting.add(() -> toy.rollouts.sample(requests).onComplete(promise));
            asked++;
            largest.accumulateAndGet(waiting.size(), Math::max);
            // With all asked for that may be, nothing but an answer can bring the trainer on.
            if (waiting.size() == most || asked == STEPS) {
                Thread oldest = new Thread(this::answer);
                oldest.start();
            }
            return promise.future();
        }

        synchronized int underWay() {
            return waiting.size();
        }

        void answer() {
            Runnable next;
            synchronized (this) {
                next = waiting.remove();
            }
            next.run();
        }
    }

    @Test
    void theTrainerWorksWhileBatchesAreUnderWayAndTheirNumberIsBounded() {
        int staleness = 2;
        List<Integer> whileTraining = new ArrayList<>();
        try (Toy toy = new Toy()) {
            Slow slow = new Slow(toy, staleness + 1);
            RecordingListener listener = new RecordingListener() {
                @Override
                public void onStep(StepReport report) {
                    whileTraining.add(slow.underWay());
                    if (report.step() >= STEPS - staleness && report.step() < STEPS) {
                        slow.answer(); // nothing more is asked for
                    }
                    super.onStep(report);
                }
            };
            run(toy, AsyncSettings.of(staleness), slow::sample, listener);
            assertThat(slow.largest).hasValue(staleness + 1);
        }
        assertThat(whileTraining).containsExactly(2, 2, 2, 2, 2, 2, 1, 0);
    }

    /** Half of each batch is sampled when it is asked for, half when the step after has been trained. */
    private static List<Double> staleGroups(Stale stale, RecordingListener into) {
        try (Toy toy = new Toy()) {
            Deque<Runnable> later = new ArrayDeque<>();
            AtomicInteger trained = new AtomicInteger();
            AtomicInteger lastAsked = new AtomicInteger();
            RecordingListener listener = new RecordingListener(into.log) {
                @Override
                public void onStep(StepReport report) {
                    trained.incrementAndGet();
                    List<Runnable> now = new ArrayList<>(later);
                    later.clear();
                    now.forEach(Runnable::run);
                    into.steps.add(report.metrics());
                }
            };
            run(
                    toy,
                    new AsyncSettings(1, 2, stale),
                    requests -> {
                        boolean again = lastAsked.getAndSet(trained.get()) == trained.get();
                        if (again || requests.size() < Toy.GRPO.promptsPerStep()) { // at the start, or done again
                            return toy.rollouts.sample(requests);
                        }
                        int half = requests.size() / 2;
                        List<List<Completion>> early =
                                toy.rollouts.sample(requests.subList(0, half)).result();
                        Promise<List<List<Completion>>> promise = Promise.promise();
                        later.add(() -> {
                            List<List<Completion>> all = new ArrayList<>(early);
                            all.addAll(toy.rollouts
                                    .sample(requests.subList(half, requests.size()))
                                    .result());
                            promise.complete(all);
                        });
                        return promise.future();
                    },
                    listener);
        }
        return into.steps.stream()
                .map(step -> step.get(MetricNames.GROUPS_STALE))
                .toList();
    }

    @Test
    void groupsThatAreTooOldAreDroppedOrDoneAgainAndCounted() {
        Double[] expected = {0.0, 0.0, 6.0, 3.0, 3.0, 3.0, 3.0, 3.0};
        RecordingListener dropped = new RecordingListener();
        RecordingListener redone = new RecordingListener();

        assertThat(staleGroups(Stale.DROP, dropped)).containsExactly(expected);
        assertThat(staleGroups(Stale.REDO, redone)).containsExactly(expected);

        for (int step = 1; step <= STEPS; step++) {
            for (RecordingListener listener : List.of(dropped, redone)) {
                assertThat(listener.figure(step, MetricNames.STALENESS_MAX)).isLessThanOrEqualTo(1);
            }
        }
        int sequences = Toy.GRPO.promptsPerStep() * Toy.GRPO.groupSize();
        for (int step = 4; step <= STEPS; step++) {
            double whole =
                    redone.figure(step, MetricNames.ROLLOUT_TOKENS) / redone.figure(step, MetricNames.LENGTH_MEAN);
            double half =
                    dropped.figure(step, MetricNames.ROLLOUT_TOKENS) / dropped.figure(step, MetricNames.LENGTH_MEAN);
            assertThat(Math.round(whole)).isEqualTo(sequences);
            assertThat(Math.round(half)).isEqualTo(sequences / 2);
        }
    }

    @Test
    void rolloutsOfAnotherTrainersAdapterAreAnError() {
        try (Toy toy = new Toy()) {
            assertThatThrownBy(() -> run(
                            toy,
                            AsyncSettings.of(0),
                            requests -> toy.rollouts
                                    .sample(requests)
                                    .map(groups -> groups.stream()
                                            .map(group -> group.stream()
                                                    .map(AsyncLoopTest::ofAnother)
                                                    .toList())
                                            .toList()),
                            RunListener.NONE))
                    .hasMessageContaining("two trainers cannot share a rollout pool");
        }
    }

    private static Completion ofAnother(Completion c) {
        VersionSpan whole = new VersionSpan(0, c.tokens().length, new AdapterVersion("other", 0));
        return new Completion(c.tokens(), c.logProbs(), c.finishReason(), List.of(whole), c.text());
    }

    @Test
    void refusesSettingsThatCannotBe() {
        for (int[] s : new int[][] {{-1, 0}, {2, 1}, {0, 1}, {100, 100}}) {
            assertThatThrownBy(() -> new AsyncSettings(s[0], s[1], Stale.REDO)).isInstanceOf(InputException.class);
        }
    }
}
