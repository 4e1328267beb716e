package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftLoopTest {
    private static Examples examples(long size, LongFunction<SequenceGroup> example) {
        return new Examples() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public SequenceGroup example(long index) {
                return example.apply(index);
            }
        };
    }

    @Test
    void learnsToImitate() {
        RecordingListener listener = new RecordingListener();
        RunSummary summary;
        try (Toy toy = new Toy()) {
            summary = new SftLoop(
                            toy.client,
                            examples(Long.MAX_VALUE, Toy::example),
                            new SftSettings(6, true),
                            RunPlan.of(40, 1),
                            toy.evaluation(0, 1, 1),
                            listener)
                    .run();
        }
        assertThat(listener.figure(1, MetricNames.LOSS)).isBetween(2.4, 2.7); // ln 13 = 2.56
        assertThat(listener.figure(40, MetricNames.LOSS)).isLessThan(0.05);
        assertThat(Objects.requireNonNull(summary.latest()).accuracy()).isGreaterThan(0.9);
        assertThat(listener.steps.get(0)).doesNotContainKeys(MetricNames.SAMPLER_TRAINER_KL, MetricNames.REWARD_MEAN);
        assertThat(listener.evaluations).hasSize(2);
    }

    @Test
    void resumesLikeARunThatWasNotInterrupted(@TempDir Path directory) {
        RecordingListener whole = new RecordingListener();
        sft(new RunPlan(8, 3, directory.resolve("whole"), 2, 1, false, "r"), whole);
        RecordingListener killed = new RecordingListener() {
            @Override
            void before(String event) {
                if (event.equals("step 6")) {
                    throw new IllegalStateException("killed");
                }
            }
        };
        assertThatThrownBy(() -> sft(new RunPlan(8, 3, directory.resolve("x"), 2, 1, false, "r"), killed))
                .hasMessage("killed");
        sft(new RunPlan(8, 3, directory.resolve("x"), 2, 1, true, "r"), new RecordingListener(killed.log));

        assertThat(killed.log).isEqualTo(whole.log).hasSize(8);
    }

    private static void sft(RunPlan plan, RunListener listener) {
        BigramPolicy policy = new BigramPolicy(Toy.VOCABULARY, 1);
        try (TrainingClient client = new TrainingClient(policy, null, Toy.OPTIMIZER, 20)) {
            new SftLoop(client, examples(5, Toy::example), new SftSettings(3, true), plan, null, listener).run();
        }
    }

    @Test
    void everyPassHasEachExampleOnceInAnOrderOfItsOwn() {
        ExampleOrder order = new ExampleOrder(50, true, 9);
        long[] first = LongStream.range(0, 50).map(order::index).toArray();
        long[] second = LongStream.range(50, 100).map(order::index).toArray();
        long[] sorted = LongStream.range(0, 50).toArray();

        assertThat(first).isNotEqualTo(second).isNotEqualTo(sorted);
        assertThat(Arrays.stream(first).sorted())
                .containsExactlyElementsOf(LongStream.range(0, 50).boxed().toList());
        assertThat(Arrays.stream(second).sorted())
                .containsExactlyElementsOf(LongStream.range(0, 50).boxed().toList());
        assertThat(new ExampleOrder(50, true, 9).index(73)).isEqualTo(second[23]);
        assertThat(LongStream.range(50, 100).map(new ExampleOrder(50, false, 9)::index))
                .containsExactly(Arrays.stream(sorted).boxed().toArray(Long[]::new));
    }

    @Test
    void countsStepsByPasses() {
        assertThat(new SftSettings(32, true).steps(100, 3)).isEqualTo(10);
        assertThat(new SftSettings(32, true).steps(64, 1)).isEqualTo(2);
    }

    @Test
    void refusesWhatCannotBeTrainedOn() {
        BigramPolicy policy = new BigramPolicy(Toy.VOCABULARY, 1);
        try (TrainingClient client = new TrainingClient(policy, null, Toy.OPTIMIZER, 20)) {
            assertThatThrownBy(() -> new SftLoop(
                            client,
                            examples(0, Toy::example),
                            SftSettings.DEFAULT,
                            RunPlan.of(1, 1),
                            null,
                            RunListener.NONE))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("empty");
            Examples tooLong = examples(3, i -> new SequenceGroup(new int[10], List.of(new int[7])));
            assertThatThrownBy(() -> new SftLoop(
                                    client,
                                    tooLong,
                                    new SftSettings(1, false),
                                    RunPlan.of(1, 1),
                                    null,
                                    RunListener.NONE)
                            .run())
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("example 0 has 17 tokens")
                    .hasMessageContaining("16");
        }
    }
}
