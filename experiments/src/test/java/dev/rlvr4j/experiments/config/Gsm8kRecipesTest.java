package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.TargetModules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recipes for real models resolve, and say what was not run. */
class Gsm8kRecipesTest {
    private static final Path FOLDER = Path.of("recipes", "gsm8k");

    static List<Path> recipes() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void thereIsOneForEachSourceAndSize() throws IOException {
        assertThat(recipes())
                .extracting(file -> file.getFileName().toString())
                .contains(
                        "qwen2.5-0.5b-tinker.yaml",
                        "qwen2.5-0.5b-trl.yaml",
                        "qwen2.5-1.5b-tina.yaml",
                        "qwen2.5-1.5b-tinker.yaml",
                        "qwen2.5-1.5b-trl.yaml");
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everySettingResolvesAndIsValid(Path file) {
        Recipe recipe = Recipe.reader().file(file).read();
        String size = file.getFileName().toString().split("-")[1].toUpperCase(Locale.ROOT);
        assertThat(recipe.model().path()).isEqualTo("models/Qwen2.5-" + size + "-Instruct");
        EnvironmentSection.Jsonl data = (EnvironmentSection.Jsonl) recipe.environment();
        assertThat(data.path()).isEqualTo("data/gsm8k/train.jsonl");
        assertThat(data.heldOutPath()).isEqualTo("data/gsm8k/test.jsonl");
        assertThat(recipe.method())
                .isInstanceOfSatisfying(
                        Lora.class, lora -> assertThat(lora.targets()).isEqualTo(TargetModules.allLinear()));
        assertThat(recipe.reward().verifier()).isNotNull();
        assertThat(recipe.algorithm().settings(recipe.rollout()).sampling().topP())
                .isEqualTo(1);
        assertThat(recipe.optimizer()
                        .settings()
                        .learningRate(1, recipe.training().steps()))
                .isPositive();
        assertThat(recipe.evaluation().settings(recipe.rollout()).tasks()).isEqualTo(1319);
        assertThat(Recipe.reader().file(file).read()).isEqualTo(recipe);
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void theCommentsGiveTheCommandTheSourceAndWhatWasNotRun(Path file) throws IOException {
        List<String> comments = Files.readAllLines(file).stream()
                .takeWhile(line -> line.startsWith("#"))
                .toList();
        assertThat(comments)
                .anyMatch(
                        line -> line.endsWith("./rlvr train --recipe experiments/recipes/gsm8k/" + file.getFileName()));
        assertThat(comments).anyMatch(line -> line.startsWith("# Where the settings are from."));
        assertThat(comments).anyMatch(line -> line.startsWith("# Not run: no GPU was available"));
    }
}
