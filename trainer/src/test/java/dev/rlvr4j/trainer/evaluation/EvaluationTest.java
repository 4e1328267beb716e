package dev.rlvr4j.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private static final AdapterVersion SEVEN = new AdapterVersion("a", 7);

    private final List<SampleRequest> requests = new ArrayList<>();

    private static TaskSource source(long size) {
        return new TaskSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public Task task(long index) {
                return new Task("t" + index, "q", "" + index, Map.of());
            }
        };
    }

    /** Completion i of task t is "right" if i < t; it has i + 1 tokens, and the last one is truncated. */
    private Future<List<List<Completion>>> sample(List<SampleRequest> all) {
        requests.addAll(all);
        return Future.succeededFuture(all.stream()
                .map(r -> IntStream.range(0, r.completions())
                        .mapToObj(i -> new Completion(
                                new int[i + 1],
                                new float[i + 1],
                                i == r.completions() - 1 ? FinishReason.LENGTH : FinishReason.STOP,
                                List.of(new VersionSpan(0, i + 1, SEVEN)),
                                i < Integer.parseInt(r.prompt().text()) ? "right" : "wrong"))
                        .toList())
                .toList());
    }

    private Evaluation evaluation(long size, int tasks, int samples, List<Integer> passAt) {
        GroupSampler sampler = new GroupSampler(
                task -> new Prompt(task.id(), task.reference(), new int[] {1}),
                attempt -> {
                    double right = attempt.response().equals("right") ? 1 : 0;
                    Map<String, Double> parts = Map.of(attempt.reference().equals("0") ? "zero" : "other", right);
                    return Future.succeededFuture(new Score(right, parts, ""));
                },
                100,
                this::sample);
        return new Evaluation(
                source(size), sampler, new EvaluationSettings(5, tasks, samples, passAt, SamplingParams.plain(9)), 3);
    }

    @Test
    void worksTheNumbers() {
        // tasks 0..3, 4 samples: 0, 1, 2, 3 right
        EvaluationReport report = evaluation(100, 4, 4, List.of(1, 2, 4))
                .evaluate(10, null)
                .result()
                .report();

        assertThat(report.accuracy()).isEqualTo(6 / 16.0);
        assertThat(report.passAt().get(1)).isCloseTo(6 / 16.0, offset(1e-12));
        // 1 - C(n-c,2)/C(4,2): 0, 1 - 3/6, 1 - 1/6, 1
        assertThat(report.passAt().get(2)).isCloseTo((0.5 + 5 / 6.0 + 1) / 4, offset(1e-12));
        assertThat(report.passAt().get(4)).isEqualTo(0.75);
        assertThat(report.interval().low()).isBetween(0.0, 0.375);
        assertThat(report.interval().high()).isBetween(0.375, 1.0);
        assertThat(report.rewardMean()).isEqualTo(6 / 16.0);
        assertThat(report.meanLength()).isEqualTo(2.5);
        assertThat(report.clippedRatio()).isEqualTo(0.25);
        assertThat(report.version()).isEqualTo(SEVEN);
        assertThat(report.step()).isEqualTo(10);
        assertThat(report.metrics())
                .containsEntry("eval/avg@4", 0.375)
                .containsEntry("eval/pass@4", 0.75)
                .containsEntry("eval/reward/part/zero", 0.0) // over the completions that have it
                .containsEntry("eval/reward/part/other", 0.5)
                .doesNotContainKey("seconds");
    }

    @Test
    void oneSamplePerTaskHasWilsonsInterval() {
        EvaluationReport report =
                evaluation(10, 10, 1, List.of(1)).evaluate(0, null).result().report();
        assertThat(report.accuracy()).isEqualTo(0.9);
        assertThat(report.interval()).isEqualTo(Interval.wilson(10, 9));
    }

    @Test
    void pinsTheVersionAskedForAndUsesTheSameNoiseEachTime() {
        Evaluation evaluation = evaluation(5, 5, 2, List.of());
        EvaluationReport base =
                evaluation.evaluate(0, AdapterVersion.BASE).result().report();
        evaluation.evaluate(1, null);

        assertThat(base.version()).isEqualTo(AdapterVersion.BASE);
        assertThat(requests.subList(0, 5)).allMatch(r -> AdapterVersion.BASE.equals(r.version()));
        assertThat(requests.subList(5, 10)).allMatch(r -> r.version() == null);
        assertThat(requests.subList(0, 5).stream().map(SampleRequest::seed))
                .doesNotHaveDuplicates()
                .containsExactlyElementsOf(requests.subList(5, 10).stream()
                        .map(SampleRequest::seed)
                        .toList());
    }

    @Test
    void takesWhatThereIsAndRefusesNothing() {
        EvaluationReport report =
                evaluation(3, 50, 1, List.of()).evaluate(0, null).result().report();
        assertThat(report.tasks()).isEqualTo(3);
        assertThatThrownBy(() -> evaluation(0, 50, 1, List.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no held-out tasks");
    }

    @Test
    void isDueEveryNthStepAndAtTheEnd() {
        EvaluationSettings settings = EvaluationSettings.DEFAULT;
        assertThat(settings.due(9, 10)).isFalse();
        assertThat(settings.due(10, 10)).isTrue();
        assertThat(evaluation(3, 3, 1, List.of()).settings().due(5, 12)).isTrue();
        assertThat(evaluation(3, 3, 1, List.of()).settings().due(6, 12)).isFalse();
    }

    @Test
    void refusesPassAtMoreThanItSamples() {
        assertThatThrownBy(() -> evaluation(3, 3, 2, List.of(4)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("pass_at")
                .hasMessageContaining("4");
    }
}
