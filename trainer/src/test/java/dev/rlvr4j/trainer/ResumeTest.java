package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.BigramPolicy.Killed;
import dev.rlvr4j.trainer.advantage.TokenWhitening;
import dev.rlvr4j.trainer.aggregation.PromptMean;
import dev.rlvr4j.trainer.correction.TisToken;
import dev.rlvr4j.trainer.correction.TopEntropy;
import dev.rlvr4j.trainer.loss.PpoClip;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is killed and resumed ends like one that was not, wherever it is killed. */
class ResumeTest {
    private static final int STEPS = 6;

    @TempDir
    Path directory;

    private RunPlan plan(Path checkpoints, boolean resume) {
        return new RunPlan(STEPS, 7, checkpoints, 3, 2, resume, "recipe");
    }

    private static RunSummary session(RunPlan plan, RunListener listener, Set<Integer> poisoned) {
        try (Toy toy = new Toy()) {
            toy.policy.poisoned = poisoned;
            return toy.loop(Toy.GRPO, plan, listener).run();
        }
    }

    private static Map<String, Object> lasting(RunSummary summary) {
        Map<String, Double> totals = new LinkedHashMap<>(summary.totals());
        totals.keySet().removeAll(MetricNames.TIMING);
        return Map.of(
                "steps", summary.steps(),
                "version", summary.version(),
                "totals", totals,
                "baseline",
                        String.valueOf(
                                summary.baseline() == null
                                        ? null
                                        : summary.baseline().metrics()),
                "latest",
                        String.valueOf(
                                summary.latest() == null
                                        ? null
                                        : summary.latest().metrics()));
    }

    @Test
    void killedAtAnyPointAndResumedItEndsTheSame() {
        List<String> events = new ArrayList<>();
        RecordingListener whole = new RecordingListener() {
            @Override
            void before(String event) {
                events.add(event);
            }
        };
        Map<String, Object> expected = lasting(session(plan(directory.resolve("whole"), false), whole, Set.of()));
        assertThat(events).hasSizeGreaterThan(2 * STEPS + 3);

        for (int point = 0; point < events.size(); point++) {
            Path checkpoints = directory.resolve("killed-" + point);
            List<String> log = new ArrayList<>();
            int fatal = point;
            RecordingListener killing = new RecordingListener(log) {
                private int seen;

                @Override
                void before(String event) {
                    if (seen++ == fatal) {
                        log.add("half a li"); // the process dies while it writes
                        throw new Killed();
                    }
                }
            };
            assertThatThrownBy(() -> session(plan(checkpoints, false), killing, Set.of()))
                    .isInstanceOf(Killed.class);

            RunSummary resumed = session(plan(checkpoints, true), new RecordingListener(log), Set.of());

            assertThat(log).as("killed at %s", events.get(point)).isEqualTo(whole.log);
            assertThat(lasting(resumed)).isEqualTo(expected);
        }
    }

    @Test
    void severalUpdatesOnABatchResumeExactly() {
        Algorithm algorithm = new Algorithm(
                TokenWhitening.RETURNS,
                RewardKl.k1(0.05),
                true,
                new Objective(new PpoClip(0.2, 0.28), List.of(new TisToken(2), new TopEntropy(0.5)), List.of()),
                new PromptMean(),
                OldLogProbs.RECOMPUTE,
                2,
                3);
        RecordingListener whole = new RecordingListener();
        try (Toy toy = new Toy()) {
            toy.loop(Toy.GRPO, algorithm, plan(directory.resolve("whole"), false), whole)
                    .run();
        }
        RecordingListener killing = new RecordingListener() {
            @Override
            void before(String event) {
                if (event.equals("step 5")) {
                    throw new Killed();
                }
            }
        };
        Path checkpoints = directory.resolve("killed");
        try (Toy toy = new Toy()) {
            assertThatThrownBy(() -> toy.loop(Toy.GRPO, algorithm, plan(checkpoints, false), killing)
                            .run())
                    .isInstanceOf(Killed.class);
        }
        try (Toy toy = new Toy()) {
            toy.loop(Toy.GRPO, algorithm, plan(checkpoints, true), new RecordingListener(killing.log))
                    .run();
        }
        assertThat(killing.log).isEqualTo(whole.log);
        assertThat(whole.figure(1, MetricNames.ADAPTER_VERSION)).isEqualTo(6);
        assertThat(whole.figure(1, MetricNames.CORRECTION_MASKED)).isBetween(0.2, 0.6);
    }

    @Test
    void killedInTheMiddleOfACheckpointItResumesFromTheOneBefore() {
        RecordingListener whole = new RecordingListener();
        session(plan(directory.resolve("whole"), false), whole, Set.of());
        Path checkpoints = directory.resolve("killed");
        List<String> log = new ArrayList<>();
        try (Toy toy = new Toy()) {
            RunListener failing = new RecordingListener(log) {
                @Override
                void before(String event) {
                    toy.policy.dies |= event.equals("step 6");
                }
            };
            assertThatThrownBy(() -> toy.loop(Toy.GRPO, plan(checkpoints, false), failing)
                            .run())
                    .isInstanceOf(Killed.class);
        }
        assertThat(names(checkpoints)).contains("step-000003", ".tmp-step-000006");

        session(plan(checkpoints, true), new RecordingListener(log), Set.of());

        assertThat(log).isEqualTo(whole.log);
        assertThat(names(checkpoints)).containsExactlyInAnyOrder("step-000003", "step-000006");
    }

    @Test
    void skippedStepsAreCountedAcrossSessions() {
        Path checkpoints = directory.resolve("skips");
        RecordingListener listener = new RecordingListener();
        // The first step's first micro-batch is not finite, before the only checkpoint that survives.
        RecordingListener killing = new RecordingListener(listener.log) {
            @Override
            void before(String event) {
                if (event.equals("step 5")) {
                    throw new Killed();
                }
            }
        };
        assertThatThrownBy(() -> session(plan(checkpoints, false), killing, Set.of(0)))
                .isInstanceOf(Killed.class);
        assertThat(killing.steps.get(0))
                .containsEntry("skipped_steps", 1.0)
                .containsEntry("adapter_version", 0.0)
                .doesNotContainKeys("loss", "grad_norm");
        assertThat(killing.warnings)
                .anyMatch(w -> w.startsWith("step 1 left the weights as they were: the loss is NaN"));

        session(plan(checkpoints, true), listener, Set.of());

        assertThat(listener.figure(STEPS - 3, "skipped_steps")).isEqualTo(1);
        assertThat(listener.figure(STEPS - 3, "adapter_version")).isEqualTo(STEPS - 1);
    }

    @Test
    void resumingAFinishedRunDoesNothingAndGivesItsSummary() {
        Path checkpoints = directory.resolve("done");
        Map<String, Object> expected = lasting(session(plan(checkpoints, false), RunListener.NONE, Set.of()));
        RecordingListener again = new RecordingListener();

        assertThat(lasting(session(plan(checkpoints, true), again, Set.of()))).isEqualTo(expected);
        assertThat(again.log).isEmpty();
    }

    @Test
    void resumingWithoutACheckpointBeginsANewRun() {
        RecordingListener fresh = new RecordingListener();
        session(plan(directory.resolve("a"), false), fresh, Set.of());
        RecordingListener resumed = new RecordingListener();
        session(plan(directory.resolve("b"), true), resumed, Set.of());
        assertThat(resumed.log).isEqualTo(fresh.log);
    }

    @Test
    void refusesTheCheckpointOfAnotherRecipeOrSeed() {
        Path checkpoints = directory.resolve("other");
        session(plan(checkpoints, false), RunListener.NONE, Set.of());

        RunPlan otherRecipe = new RunPlan(STEPS, 7, checkpoints, 3, 2, true, "another recipe");
        RunPlan otherSeed = new RunPlan(STEPS, 8, checkpoints, 3, 2, true, "recipe");
        for (RunPlan plan : List.of(otherRecipe, otherSeed)) {
            assertThatThrownBy(() -> session(plan, RunListener.NONE, Set.of()))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("another recipe");
        }
    }

    @Test
    void doesNotOverwriteARunWithoutBeingAsked() {
        Path checkpoints = directory.resolve("mine");
        session(plan(checkpoints, false), RunListener.NONE, Set.of());

        assertThatThrownBy(() -> session(plan(checkpoints, false), RunListener.NONE, Set.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("step-000006")
                .hasMessageContaining("resume");
    }

    @Test
    void keepsTheNewestCheckpointsAndTheAdapterInEach() {
        Path checkpoints = directory.resolve("kept");
        RecordingListener listener = new RecordingListener();
        session(new RunPlan(STEPS, 7, checkpoints, 2, 2, false, "recipe"), listener, Set.of());

        assertThat(listener.checkpoints).hasSize(3);
        assertThat(names(checkpoints)).containsExactlyInAnyOrder("step-000004", "step-000006");
        assertThat(names(checkpoints.resolve("step-000006")))
                .containsExactlyInAnyOrder("adapter", "state", "client.json", "progress.json", "manifest.sha256");
        assertThat(names(checkpoints.resolve("step-000006/adapter"))).containsExactly("table.bin");
    }

    private static Set<String> names(Path directory) {
        try (var entries = Files.list(directory)) {
            Set<String> names = new HashSet<>();
            entries.forEach(p -> names.add(p.getFileName().toString()));
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
