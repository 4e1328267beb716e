package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.envs.generators.Curriculum;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.supply.AsyncSettings;
import dev.rlvr4j.trainer.supply.CurriculumOrder;
import dev.rlvr4j.trainer.supply.PassRateOrder;
import dev.rlvr4j.trainer.supply.SampledSupply;
import dev.rlvr4j.trainer.supply.SpreadSettings;
import dev.rlvr4j.trainer.supply.SpreadSettings.TooFew;
import dev.rlvr4j.trainer.supply.SpreadSettings.Without;
import dev.rlvr4j.trainer.supply.TaskOrder;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which tasks and groups a step is made of; each way goes on exactly after a kill. */
class GroupChoiceTest {
    private static final int STEPS = 9;
    private static final SpreadSettings REFILL = new SpreadSettings(Without.REFILL, 3, TooFew.TRAIN, 0, 8);
    private static final SpreadSettings REPLAY = new SpreadSettings(Without.DROP, 0, TooFew.TRAIN, 12, 3);

    /** Right or wrong: at the beginning half of the groups are all wrong. */
    private static final Reward RIGHT = attempt -> {
        double right = attempt.response().split(" ", 2)[0].equals(attempt.reference()) ? 1 : 0;
        return Future.succeededFuture(new Score(right, Map.of("correct", right), ""));
    };

    @TempDir
    Path directory;

    private enum Way {
        AHEAD(AsyncSettings.of(2), SpreadSettings.KEEP, GroupChoiceTest::plain),
        TOO_FAR_AHEAD(new AsyncSettings(1, 3, AsyncSettings.Stale.REDO), SpreadSettings.KEEP, GroupChoiceTest::plain),
        REFILLED(AsyncSettings.SYNCHRONOUS, REFILL, GroupChoiceTest::plain),
        REPLAYED(AsyncSettings.SYNCHRONOUS, REPLAY, GroupChoiceTest::plain),
        BY_PASS_RATE(AsyncSettings.SYNCHRONOUS, SpreadSettings.KEEP, GroupChoiceTest::passRates),
        BY_LEVEL(AsyncSettings.SYNCHRONOUS, SpreadSettings.KEEP, GroupChoiceTest::levels),
        ALL_TOGETHER(
                AsyncSettings.of(2),
                new SpreadSettings(Without.REFILL, 1, TooFew.TRAIN, 12, 5),
                GroupChoiceTest::passRates);

        final AsyncSettings async;
        final SpreadSettings spread;
        final Supplier<TaskOrder> order;

        Way(AsyncSettings async, SpreadSettings spread, Supplier<TaskOrder> order) {
            this.async = async;
            this.spread = spread;
            this.order = order;
        }
    }

    private static TaskOrder plain() {
        return TaskOrder.of(Toy.TASKS);
    }

    private static TaskOrder passRates() {
        return new PassRateOrder(Toy.TASKS, 40, new PassRateOrder.Shares(0.2, 0.3, 0.8, 0.05), 7);
    }

    private static TaskOrder levels() {
        Curriculum.Rule rule = new Curriculum.Rule(2, 2, 0.3, 0.01);
        return new CurriculumOrder(List.of(Toy.tasks(3), Toy.tasks(1_000)), Curriculum.start(rule, 1));
    }

    private static void run(Way way, RunPlan plan, RunListener listener) {
        run(way.async, way.spread, way.order.get(), plan, listener);
    }

    private static void run(
            AsyncSettings async, SpreadSettings spread, TaskOrder order, RunPlan plan, RunListener listener) {
        try (Toy toy = new Toy(40, RIGHT)) {
            SampledSupply supply = new SampledSupply(
                    order, toy.sampler, Toy.GRPO.supply(plan, async, spread), mark -> Future.succeededFuture());
            new GrpoLoop(toy.client, supply, Toy.GRPO, Algorithm.DEFAULT, plan, toy.evaluation(4, 2, 7), listener)
                    .run();
        }
    }

    private static RecordingListener run(SpreadSettings spread, TaskOrder order) {
        RecordingListener listener = new RecordingListener();
        run(AsyncSettings.SYNCHRONOUS, spread, order, RunPlan.of(STEPS, 7), listener);
        return listener;
    }

    private RunPlan plan(String name, boolean resume) {
        return new RunPlan(STEPS, 7, directory.resolve(name), 3, 3, resume, "recipe");
    }

    @ParameterizedTest
    @EnumSource
    void killedAndResumedItEndsTheSame(Way way) {
        RecordingListener whole = new RecordingListener();
        run(way, plan("whole", false), whole);
        for (String moment : List.of("step 3", "samples 5", "checkpoint 6", "step 9")) {
            RecordingListener killed = new RecordingListener() {
                @Override
                void before(String event) {
                    if (event.equals(moment)) {
                        log.add("half a li");
                        throw new IllegalStateException("killed");
                    }
                }
            };
            assertThatThrownBy(() -> run(way, plan(moment, false), killed)).hasMessage("killed");
            run(way, plan(moment, true), new RecordingListener(killed.log));
            assertThat(killed.log).as("killed at %s", moment).isEqualTo(whole.log);
        }
    }

    @Test
    void groupsWithoutSpreadAreReplacedByFreshOnesAndCounted() {
        RecordingListener refilled = run(REFILL, plain());
        assertThat(refilled.figure(1, MetricNames.GROUPS_REFILLED)).isPositive();
        assertThat(refilled.figure(1, MetricNames.GROUPS_TRAINED)).isGreaterThan(3);
        int sequences = (int) (Toy.GRPO.promptsPerStep() + refilled.figure(1, MetricNames.GROUPS_REFILLED))
                * Toy.GRPO.groupSize();
        assertThat(refilled.figure(1, MetricNames.ROLLOUT_TOKENS) / refilled.figure(1, MetricNames.LENGTH_MEAN))
                .as("figures are of all that was sampled")
                .isCloseTo(sequences, org.assertj.core.api.Assertions.within(1e-6));
        assertThat(refilled.log.get(0)).as("the first evaluation").startsWith("evaluation 0");
    }

    @Test
    void keptGroupsFillWhatIsMissing() {
        RecordingListener replayed = run(REPLAY, plain());
        assertThat(replayed.figure(1, MetricNames.GROUPS_REPLAYED)).isZero();
        double total = replayed.steps.stream()
                .mapToDouble(step -> step.get(MetricNames.GROUPS_REPLAYED))
                .sum();
        assertThat(total).isPositive();
        assertThat(replayed.steps.stream().mapToDouble(step -> step.get(MetricNames.GROUPS_TRAINED)))
                .allMatch(trained -> trained <= Toy.GRPO.promptsPerStep());
    }

    @Test
    void tooFewGroupsEndTheRunWhereThatIsWanted() {
        SpreadSettings stop = new SpreadSettings(Without.DROP, 0, TooFew.STOP, 0, 8);
        assertThatThrownBy(() -> run(stop, plain()))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("step 1 has only")
                .hasMessageContaining("too_few: train");
    }

    @Test
    void theLevelRisesWithSuccessAndItsTasksAreDrawn() {
        RecordingListener listener = run(SpreadSettings.KEEP, levels());
        assertThat(listener.figure(1, MetricNames.CURRICULUM_LEVEL)).isEqualTo(1);
        assertThat(listener.figure(STEPS, MetricNames.CURRICULUM_LEVEL)).isEqualTo(2);
    }

    @Test
    void tasksAreDrawnFromThePoolsByTheirShares() {
        PassRateOrder hardOnly = new PassRateOrder(Toy.TASKS, 40, new PassRateOrder.Shares(0, 1, 0.9, 0.1), 7);
        RecordingListener listener = run(SpreadSettings.KEEP, hardOnly);
        assertThat(listener.figure(1, MetricNames.TASKS_HARD)).isPositive();
        // From the second step on only tasks that failed are drawn, and those that are solved leave the pool.
        assertThat(listener.figure(2, MetricNames.TASKS_HARD))
                .isLessThanOrEqualTo(listener.figure(1, MetricNames.TASKS_HARD));
        assertThatThrownBy(
                        () -> new PassRateOrder(Toy.TASKS, Long.MAX_VALUE, new PassRateOrder.Shares(0, 1, 0.9, 0.1), 7))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("endlessly many");
    }

    @Test
    void aCheckpointWithoutAMemoryThatTheRunHasIsRefused() {
        run(AsyncSettings.SYNCHRONOUS, SpreadSettings.KEEP, plain(), plan("other", false), RunListener.NONE);

        assertThatThrownBy(() -> run(Way.AHEAD, plan("other", true), RunListener.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("step-000009 is as it was written, but cannot be resumed")
                .hasMessageContaining("has no memory/batches");
    }
}
