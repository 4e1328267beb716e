package dev.rlvr4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.experiments.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    private static final String MODEL = "../rl-core/src/test/resources/golden/models/qwen2-tied";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    }

    private Path recipe(String text) throws IOException {
        return Files.writeString(folder.resolve("recipe.yaml"), text);
    }

    @Test
    void aHealthyRecipeExitsWithZeroAndALineForEachCheck() throws IOException {
        Path recipe = recipe("model: {path: " + MODEL + ", device: cpu}\nrollout: {workers: 1, max_tokens: 16}\n");
        assertThat(run("doctor", recipe.toString())).isZero();
        assertThat(out.toString().lines().filter(line -> line.startsWith("green ")))
                .hasSize(9);
        assertThat(out.toString()).contains("qwen2", "all checks are green, in ");
    }

    @Test
    void aSetUpThatIsNotExitsWithOneAndSaysWhatToDo() throws IOException {
        // With more steps in a native call than a completion has tokens no sequence can switch.
        int code = run(
                "doctor",
                "--model",
                MODEL,
                "--json",
                "--set",
                "rollout.steps_per_call=500",
                "--set",
                "rollout.workers=1",
                "--set",
                "rollout.max_tokens=16");
        assertThat(code).isEqualTo(1);
        JsonNode answer = new ObjectMapper().readTree(out.toString());
        assertThat(answer.get("healthy").asBoolean()).isFalse();
        assertThat(answer.get("checks")).hasSize(9);
        JsonNode red = answer.get("checks").get(8);
        assertThat(red.get("verdict").asText()).isEqualTo("red");
        assertThat(red.get("figures").get("switched").asInt()).isZero();
        assertThat(red.get("advice").asText()).contains("rollout.steps_per_call");
        assertThat(answer.get("checks").get(0).get("verdict").asText()).isEqualTo("green");
    }

    @Test
    void aRecipeThatCannotBeUsedExitsWithTwo() throws IOException {
        assertThat(run("doctor", folder.resolve("none.yaml").toString())).isEqualTo(2);
        assertThat(run("doctor", recipe("model: {path: nowhere}\n").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("none.yaml").contains("nowhere");
    }

    @Test
    void aRecipeIsGivenOnce() throws IOException {
        String path = recipe("seed: 2\n").toString();
        assertThat(run("doctor", path, "--recipe", path)).isEqualTo(2);
        assertThat(err.toString()).contains("given twice");
    }
}
