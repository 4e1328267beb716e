package dev.rlvr4j.experiments.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.experiments.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a whole run does where a verifier fails on half of the completions. */
class PlantedFaultTest {
    @TempDir
    static Path folder;

    private static Path model = Path.of("");

    private record Answer(int code, String out, String err) {}

    private static Answer rlvr(List<String> args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(new PrintWriter(out), new PrintWriter(err), args.toArray(String[]::new));
        return new Answer(code, out.toString(), err.toString());
    }

    @BeforeAll
    static void makeAModel() {
        Path base = folder.resolve("base");
        Answer made = rlvr(List.of(
                "pretrain",
                "--out",
                base.toString(),
                "--steps",
                "2",
                "--set",
                "shape={hidden_size: 16, layers: 2, heads: 2, kv_heads: 1, head_dim: 8, intermediate_size: 32,"
                        + " context_length: 64}",
                "--set",
                "training.examples_per_step=8",
                "--set",
                "evaluation.tasks=8",
                "--set",
                "rollout.max_tokens=12"));
        model = base.resolve("model");
        assertThat(made.code).as(made.err).isZero();
    }

    private static Answer train(Path out, String fault, String... settings) {
        List<String> args =
                new ArrayList<>(List.of("train", "--model", model.toString(), "--out", out.toString(), "--steps", "2"));
        List<String> all = new ArrayList<>(List.of(
                "adapter.r=2",
                "algorithm.prompts_per_step=4",
                "algorithm.group_size=4",
                "rollout.max_tokens=6",
                "rollout.workers=1",
                "evaluation.tasks=0",
                "training.log_samples=16",
                "reward.timeout_seconds=0.2",
                "reward.workers=16",
                "reward.parts=[{name: planted, options: {fault: " + fault + "}}]"));
        all.addAll(List.of(settings));
        all.forEach(setting -> args.addAll(List.of("--set", setting)));
        return rlvr(args);
    }

    @ParameterizedTest
    @CsvSource({
        "throws, out of order",
        "hangs, ran past its limit of 200 ms",
        "deaf, ran past its limit of 200 ms",
        "nan, a score must be finite"
    })
    void theRunGoesOnAndEachFailureIsCountedAndNamed(String fault, String message) throws Exception {
        Path out = folder.resolve("count-" + fault);
        Answer answer = train(out, fault, "reward.on_error=count", "reward.error_value=-0.5");

        assertThat(answer.code).as(answer.err).isZero();
        int failed = 0;
        int all = 0;
        for (String line : Files.readAllLines(out.resolve("samples.jsonl"))) {
            JsonNode sample = new ObjectMapper().readTree(line);
            boolean error = sample.path("parts").path("error/planted").asDouble(-1) == 1;
            all++;
            failed += error ? 1 : 0;
            assertThat(sample.path("reward").asDouble() == -0.5).as(line).isEqualTo(error);
            if (error) {
                assertThat(sample.path("reason").asText())
                        .contains("verifier 'planted'")
                        .contains(message);
            }
        }
        assertThat(all).isEqualTo(32);
        assertThat(failed).isEqualTo(16);
        assertThat(Files.readString(out.resolve("metrics.jsonl"))).contains("error/planted\":0.5");
        assertThat(Files.readString(out.resolve("run.log")))
                .contains("verifier 'planted'")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "throws, failed on task, out of order",
        "hangs, ran past its limit of 200 ms, make it faster",
        "deaf, ran past its limit of 200 ms, make it faster",
        "nan, failed on task, 'a score must be finite, but is NaN'"
    })
    void theRunStopsUnlessToldOtherwise(String fault, String what, String message) {
        Answer answer = train(folder.resolve("stop-" + fault), fault);

        assertThat(answer.code).isEqualTo(1);
        assertThat(answer.err).contains("verifier 'planted' " + what).contains(message);
        assertThat(answer.err.lines()).hasSizeLessThan(8);
    }

    @Test
    void aServerThatFailsHalfTheTimeIsAskedAgainOrEachFailureCounted() throws Exception {
        try (FaultyRewardServer server = new FaultyRewardServer()) {
            Path retried = folder.resolve("http-retried");
            Answer answer = train(retried, "nan", "reward.timeout_seconds=20", http(server, 20));
            assertThat(answer.code).as(answer.err).isZero();
            assertThat(server.failures()).isPositive();
            assertThat(Files.readString(retried.resolve("metrics.jsonl"))).doesNotContain("error/");
            for (String line : Files.readAllLines(retried.resolve("samples.jsonl"))) {
                assertThat(new ObjectMapper().readTree(line).path("reward").asDouble())
                        .as(line)
                        .isEqualTo(0.25);
            }

            Path counted = folder.resolve("http-counted");
            answer = train(
                    counted,
                    "nan",
                    "reward.timeout_seconds=20",
                    http(server, 0),
                    "reward.on_error=count",
                    "reward.error_value=-0.5");
            assertThat(answer.code).as(answer.err).isZero();
            int failed = 0;
            List<String> lines = Files.readAllLines(counted.resolve("samples.jsonl"));
            for (String line : lines) {
                JsonNode sample = new ObjectMapper().readTree(line);
                boolean error = sample.path("parts").path("error/http").asDouble(-1) == 1;
                failed += error ? 1 : 0;
                assertThat(sample.path("reward").asDouble()).as(line).isEqualTo(error ? -0.5 : 0.25);
            }
            assertThat(failed).isEqualTo(lines.size() / 2);
            assertThat(Files.readString(counted.resolve("metrics.jsonl"))).contains("error/http\":0.5");

            answer = train(folder.resolve("http-stop"), "nan", "reward.timeout_seconds=20", http(server, 0));
            assertThat(answer.code).isEqualTo(1);
            assertThat(answer.err).contains("verifier 'http' failed on task").contains("503");
        }
    }

    private static String http(FaultyRewardServer server, int retries) {
        return "reward.parts=[{name: http, options: {url: '" + server.url() + "', backoff_seconds: 0.01, retries: "
                + retries + "}}]";
    }

    @AfterAll
    static void release() {
        PlantedFault.RELEASED.countDown();
    }
}
