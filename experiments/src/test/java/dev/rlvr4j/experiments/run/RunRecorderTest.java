package dev.rlvr4j.experiments.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.trainer.RunStart;
import dev.rlvr4j.trainer.RunSummary;
import dev.rlvr4j.trainer.StepReport;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import dev.rlvr4j.trainer.evaluation.Interval;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecorderTest {
    @TempDir
    Path parent;

    private final StringWriter shown = new StringWriter();

    @AfterEach
    void closeLog() {
        RunLog.close();
    }

    private RunRecorder recorder(RunFolder folder, int samplesPerStep) {
        Progress progress = new Progress(new PrintWriter(shown), false, 0, System::nanoTime);
        return new RunRecorder(folder, "test", samplesPerStep, progress, Map.of("math", "math-2"), null);
    }

    private static StepReport step(int step) {
        return new StepReport(
                step,
                4,
                Map.of(MetricNames.REWARD_MEAN, step / 4.0, MetricNames.TIME_STEP, Math.random(), "loss", Double.NaN));
    }

    private static EvaluationReport evaluation(int step, double accuracy) {
        return new EvaluationReport(
                step,
                AdapterVersion.BASE,
                8,
                1,
                accuracy,
                new Interval(0.1, 0.9),
                Map.of(1, accuracy),
                0.5,
                3,
                0,
                Map.of(),
                Map.of(),
                1.5);
    }

    private static Group group(String task) {
        Completion completion = new Completion(
                new int[] {7, 2},
                new float[] {-1, -2},
                FinishReason.STOP,
                List.of(new VersionSpan(0, 2, new AdapterVersion("lora", 3))),
                "80");
        Score score = new Score(1, Map.of("numeric", 1.0), "80");
        return new Group(
                new Prompt(task, "1+2=", new int[] {5}), List.of(completion, completion), List.of(score, score));
    }

    private static List<JsonNode> withoutTiming(Path metrics) {
        List<JsonNode> entries = JsonLines.read(metrics);
        entries.forEach(entry -> ((com.fasterxml.jackson.databind.node.ObjectNode) entry).remove("timing"));
        return entries;
    }

    @Test
    void aKilledAndResumedRunLeavesTheFilesOfOneNeverInterrupted() throws IOException {
        Path whole = parent.resolve("whole");
        try (RunFolder folder = RunFolder.create(whole);
                RunRecorder recorder = recorder(folder, 0)) {
            recorder.onStart(new RunStart(0, 4, null, Map.of()));
            recorder.onEvaluation(evaluation(0, 0.25));
            for (int i = 1; i <= 4; i++) {
                recorder.onStep(step(i));
                recorder.onSamples(i, List.of(group("t" + i)));
            }
            recorder.onEvaluation(evaluation(4, 0.75));
        }
        Path killed = parent.resolve("killed");
        Map<String, Long> checkpoint;
        try (RunFolder folder = RunFolder.create(killed);
                RunRecorder recorder = recorder(folder, 0)) {
            recorder.onStart(new RunStart(0, 4, null, Map.of()));
            recorder.onEvaluation(evaluation(0, 0.25));
            recorder.onStep(step(1));
            recorder.onSamples(1, List.of(group("t1")));
            recorder.onStep(step(2));
            recorder.onSamples(2, List.of(group("t2")));
            checkpoint = recorder.logLengths();
            recorder.onStep(step(3));
            recorder.onSamples(3, List.of(group("lost")));
        }
        try (RunFolder folder = RunFolder.create(killed);
                RunRecorder recorder = recorder(folder, 0)) {
            recorder.onStart(new RunStart(2, 4, parent, checkpoint));
            for (int i = 3; i <= 4; i++) {
                recorder.onStep(step(i));
                recorder.onSamples(i, List.of(group("t" + i)));
            }
            recorder.onEvaluation(evaluation(4, 0.75));
            recorder.drawCurve();
            assertThat(folder.curve()).exists();
        }
        assertThat(withoutTiming(killed.resolve("metrics.jsonl")))
                .isEqualTo(withoutTiming(whole.resolve("metrics.jsonl")))
                .hasSize(6);
        assertThat(killed.resolve("samples.jsonl")).hasSameTextualContentAs(whole.resolve("samples.jsonl"));
        assertThat(shown.toString()).contains("resumed after step 2 of 4");
    }

    @Test
    void onlyTimesStandUnderTiming() {
        try (RunFolder folder = RunFolder.create(parent.resolve("run"));
                RunRecorder recorder = recorder(folder, 0)) {
            recorder.onStart(new RunStart(0, 4, null, Map.of()));
            recorder.onStep(step(1));
            JsonNode entry = JsonLines.read(folder.metrics()).get(0);
            assertThat(entry.get("timing").has(MetricNames.TIME_STEP)).isTrue();
            assertThat(entry.has(MetricNames.TIME_STEP)).isFalse();
            assertThat(entry.get(MetricNames.REWARD_MEAN).doubleValue()).isEqualTo(0.25);
            assertThat(entry.get("loss").isNull()).isTrue();
            assertThat(entry.at("/verifiers/math").asText()).isEqualTo("math-2");
        }
    }

    @Test
    void aSubsetOfTheSamplesIsSpreadOverTheGroups() {
        try (RunFolder folder = RunFolder.create(parent.resolve("run"));
                RunRecorder recorder = recorder(folder, 3)) {
            recorder.onStart(new RunStart(0, 4, null, Map.of()));
            recorder.onSamples(
                    1, IntStream.range(0, 6).mapToObj(i -> group("t" + i)).toList());
            List<JsonNode> samples = JsonLines.read(folder.samples());
            assertThat(samples).extracting(s -> s.get("task").asText()).containsExactly("t1", "t3", "t5");
            JsonNode first = samples.get(0);
            assertThat(first.get("completion").asText()).isEqualTo("80");
            assertThat(first.get("finish").asText()).isEqualTo("stop");
            assertThat(first.at("/parts/numeric").asDouble()).isEqualTo(1);
            assertThat(first.at("/verifiers/math").asText()).isEqualTo("math-2");
            assertThat(first.at("/versions/0/adapter").asText()).isEqualTo("lora@3");
        }
    }

    @Test
    void theSummaryHasTheFiguresAndItsTableIsShort() throws IOException {
        RunSummary summary = new RunSummary(
                4,
                9,
                new AdapterVersion("lora", 4),
                1234,
                75,
                evaluation(0, 0.25),
                evaluation(4, 0.75),
                Map.of(
                        MetricNames.ROLLOUT_TOKENS, 1000.0,
                        MetricNames.TIME_ROLLOUT, 2.0,
                        MetricNames.SAMPLER_TRAINER_KL, 4e-6));
        try (RunFolder folder = RunFolder.create(parent.resolve("run"))) {
            Summary.write(folder, summary, Map.of("model", "builtin"));
            JsonNode json = JsonLines.JSON.readTree(folder.summary().toFile());
            assertThat(json.get("base_accuracy").asDouble()).isEqualTo(0.25);
            assertThat(json.get("final_accuracy").asDouble()).isEqualTo(0.75);
            assertThat(json.get("eval_size").asInt()).isEqualTo(8);
            assertThat(json.get("steps").asInt()).isEqualTo(4);
            assertThat(json.get("wall_seconds").asDouble()).isEqualTo(75);
            assertThat(json.get("rollout_tokens_per_second").asDouble()).isEqualTo(500);
            assertThat(json.get("train_tokens_per_second").asDouble()).isZero();
            assertThat(json.get("trainable_parameters").asInt()).isEqualTo(1234);
            assertThat(json.get("sampler_trainer_kl").asDouble()).isEqualTo(1e-6);
            assertThat(json.get("seed").asInt()).isEqualTo(9);
            assertThat(Summary.table(folder, summary))
                    .contains("  before     25.0 %   95 % interval 10.0 % to 90.0 %", "steps       4 in 1:15")
                    .hasSizeLessThan(12);
        }
    }
}
