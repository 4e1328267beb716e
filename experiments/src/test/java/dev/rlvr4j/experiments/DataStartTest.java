package dev.rlvr4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.checkpoint.Safetensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of the built-in model with adapters that start from data. */
class DataStartTest {
    private static final String WEIGHTS = "adapter/adapter_model.safetensors";

    private @TempDir Path dir = Path.of("");

    private static String rlvr(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(new PrintWriter(out), new PrintWriter(err), args);
        assertThat(code).as(err.toString()).isZero();
        return err.toString();
    }

    private void train(String method, Path out) {
        rlvr(
                "train",
                "--out",
                out.toString(),
                "--set",
                "adapter.method=" + method,
                "--set",
                "adapter.r=2",
                "--set",
                "rollout.workers=1",
                "--set",
                "algorithm.prompts_per_step=4",
                "--set",
                "algorithm.group_size=4",
                "--set",
                "training.steps=2",
                "--set",
                "training.checkpoint_every=1",
                "--set",
                "evaluation.tasks=0");
    }

    /** A run whose last checkpoint is lost goes on from the one before to the same bits. */
    private void assertResumes(Path run) throws IOException {
        byte[] weights = Files.readAllBytes(run.resolve(WEIGHTS));
        try (Stream<Path> files = Files.walk(run.resolve("checkpoints/step-000002"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(rlvr("train", "--resume", "--out", run.toString())).contains("resumed after step 1 of 2");
        assertThat(Files.readAllBytes(run.resolve(WEIGHTS))).isEqualTo(weights);
    }

    @Test
    void evaGivesLayersRanksByTheirInputsOnTrainingPrompts() throws IOException {
        train("eva", dir.resolve("run"));
        JsonNode config = new ObjectMapper()
                .readTree(dir.resolve("run/adapter/adapter_config.json").toFile());
        assertThat(config.get("r").asInt()).isEqualTo(2);
        assertThat(config.get("rank_pattern").size()).isPositive();
        config.get("rank_pattern").forEach(rank -> assertThat(rank.asInt()).isBetween(1, 4));
        assertResumes(dir.resolve("run"));
    }

    @Test
    void loraGaStartsFromTheGradientOnSampledCompletions() throws IOException {
        train("lora-ga", dir.resolve("run"));
        try (Safetensors file = Safetensors.open(dir.resolve("run/" + WEIGHTS))) {
            file.entries().keySet().stream()
                    .filter(key -> key.contains("lora_B"))
                    .forEach(key -> {
                        float[] b = file.floats(key);
                        // Of each row of four, the last two are the start, taken off again.
                        double start = 0;
                        for (int i = 0; i < b.length; i++) {
                            start += i % 4 >= 2 ? Math.abs(b[i]) : 0;
                        }
                        assertThat(start).as("%s %s", key, Arrays.toString(b)).isPositive();
                    });
        }
        assertResumes(dir.resolve("run"));
    }
}
