package dev.rlvr4j.experiments.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.checkpoint.Safetensors;
import dev.rlvr4j.experiments.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that train at the same time against the same runs one after the other, on a model of a few thousand weights. */
class TogetherTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECIPE = """
            title: A small sweep
            completions: 64
            seeds: [1]
            learning_rates: [1e-3, 1e-2]
            validation_tasks: 8
            test_tasks: 8
            evaluations: 2
            spectrum: false
            keep_adapters: true
            run:
              model: {path: "%s"}
              algorithm: {prompts_per_step: 4, group_size: 4}
              rollout: {max_tokens: 12, workers: 1}
              training: {checkpoint_every: 1}
              reward: {parts: [{name: tiring}]}
            arms:
              - name: LoRA
                run: {adapter: {method: lora, r: 2}}
              - name: DoRA
                run: {adapter: {method: dora, r: 2}}
            """;
    private static final List<String> RUNS =
            List.of("lora/lr-1e-3/seed-1", "lora/lr-1e-2/seed-1", "dora/lr-1e-3/seed-1", "dora/lr-1e-2/seed-1");

    @TempDir
    static Path folder;

    private static Path recipe = Path.of("");
    private static Path alone = Path.of("");

    private static String rlvr(int code, String... args) {
        StringWriter stdout = new StringWriter();
        StringWriter stderr = new StringWriter();
        assertThat(Main.execute(new PrintWriter(stdout), new PrintWriter(stderr), args))
                .as(stderr.toString())
                .isEqualTo(code);
        return stderr.toString();
    }

    @BeforeAll
    static void doTheRunsOneAfterTheOther() throws IOException {
        Path base = folder.resolve("base");
        rlvr(
                0,
                "pretrain",
                "--out",
                base.toString(),
                "--steps",
                "3",
                "--set",
                "shape={hidden_size: 16, layers: 2, heads: 2, kv_heads: 1, head_dim: 8, intermediate_size: 32,"
                        + " context_length: 64}",
                "--set",
                "training.examples_per_step=8",
                "--set",
                "evaluation.tasks=8",
                "--set",
                "rollout.max_tokens=12");
        recipe = Files.writeString(folder.resolve("recipe.yaml"), RECIPE.formatted(base.resolve("model")));
        alone = folder.resolve("alone");
        TiringVerifier.LEFT.set(Integer.MAX_VALUE);
        rlvr(0, "compare", recipe.toString(), "--out", alone.toString());
    }

    /** Rounding of batches of other sizes may differ; nothing else may. */
    private static void assertSameRuns(Path together) throws IOException {
        for (String run : RUNS) {
            JsonNode expected = outcome(alone, run);
            JsonNode actual = outcome(together, run);
            assertThat(actual.get("status").asText()).as(run).isEqualTo("FINISHED");
            for (String part : List.of("curve", "validation", "test")) {
                assertThat(actual.get(part)).as("%s of %s", part, run).isEqualTo(expected.get(part));
            }
            try (Safetensors theirs = adapter(together, run);
                    Safetensors own = adapter(alone, run)) {
                assertThat(theirs.entries().keySet()).isEqualTo(own.entries().keySet());
                boolean learned = false;
                for (String tensor : own.entries().keySet()) {
                    float[] a = own.floats(tensor);
                    float[] b = theirs.floats(tensor);
                    for (int i = 0; i < a.length; i++) {
                        assertThat((double) b[i]).as("%s of %s", tensor, run).isCloseTo(a[i], within(1e-4));
                        learned |= tensor.contains("lora_B") && a[i] != 0;
                    }
                }
                assertThat(learned).as(run).isTrue();
            }
        }
    }

    private static JsonNode outcome(Path comparison, String run) throws IOException {
        return JSON.readTree(comparison.resolve("runs/" + run + "/outcome.json").toFile());
    }

    private static Safetensors adapter(Path comparison, String run) {
        return Safetensors.open(comparison.resolve("runs/" + run + "/adapter/adapter_model.safetensors"));
    }

    @Test
    void runsThatTrainTogetherLearnWhatTheyLearnAlone() throws IOException {
        Path out = folder.resolve("together");
        String shown = rlvr(0, "compare", recipe.toString(), "--out", out.toString(), "--together");
        assertThat(shown).contains("run 1/4", "run 4/4");
        assertSameRuns(out);
        List<String> samples = Files.readAllLines(out.resolve("runs/" + RUNS.get(2) + "/samples.jsonl"));
        assertThat(samples).isNotEmpty().allMatch(line -> line.contains("runs/" + RUNS.get(2) + "@"));
        assertThat(Files.readString(out.resolve("runs/" + RUNS.get(1) + "/run.log")))
                .contains("run of 4 steps", "step 4 ")
                .doesNotContain(RUNS.get(0));
    }

    @Test
    void whatStoppedGoesOnTogetherFromItsCheckpoints() throws IOException {
        Path out = folder.resolve("stopped");
        try {
            TiringVerifier.LEFT.set(160); // of 4 times 8 + 64 + 2 * 8 + 16
            String shown = rlvr(1, "compare", recipe.toString(), "--out", out.toString(), "--together", "4");
            assertThat(shown).contains("the judge is tired");
        } finally {
            TiringVerifier.LEFT.set(Integer.MAX_VALUE);
        }
        List<String> stopped = new ArrayList<>();
        for (String run : RUNS) {
            if (outcome(out, run).get("status").asText().equals("FAILED")
                    && Files.isDirectory(out.resolve("runs/" + run + "/checkpoints"))) {
                stopped.add(run);
            }
        }
        assertThat(stopped).as("runs that had a checkpoint").isNotEmpty();
        rlvr(0, "compare", "--resume", "--out", out.toString(), "--together", "3");
        assertSameRuns(out);
    }

    @Test
    void runsThatSampleAheadCannotTakeTurns() {
        String shown = rlvr(
                2,
                "compare",
                recipe.toString(),
                "--out",
                folder.resolve("ahead").toString(),
                "--together",
                "--set",
                "run.async.max_staleness=1");
        assertThat(shown).contains("async.max_staleness");
        assertThat(rlvr(2, "compare", recipe.toString(), "--together", "0")).contains("--together must be at least 1");
    }
}
