package dev.rlvr4j.experiments.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.checkpoint.Safetensors;
import dev.rlvr4j.core.checkpoint.SafetensorsWriter;
import dev.rlvr4j.experiments.config.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {
    @Test
    void theBuiltInModelIsHealthy() {
        requireGreen(Recipes.builtIn().read());
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2-tied", "qwen2-untied", "qwen3"})
    void aGoldenModelIsHealthy(String name) {
        requireGreen(Recipes.golden(name));
    }

    @Test
    void soIsFullFineTuning() {
        requireGreen(Recipes.builtIn().set("adapter", "full").read());
    }

    /** Methods that change gradients, add to the loss, count steps or have tensors without gradient at their start. */
    @ParameterizedTest
    @ValueSource(strings = {"lora-pro", "adalora", "singlora"})
    void soAreMethodsThatDoMoreThanTheirMap(String method) {
        requireGreen(Recipes.builtIn().set("adapter.method", method).read());
    }

    @Test
    void aMethodWhoseGradientIsNotItsSlopeIsNotHeldToIt() {
        List<Finding> findings =
                examine(Recipes.builtIn().set("adapter.method", "vblora").read());
        assertThat(findings).noneMatch(f -> f.verdict() == Finding.Verdict.RED);
        assertThat(findings)
                .filteredOn(f -> f.verdict() == Finding.Verdict.SKIPPED)
                .singleElement()
                .satisfies(f -> assertThat(f.message()).contains("constant"));
    }

    @Test
    void aModelWithoutTokenizerIsExaminedOnTokenIds(@TempDir Path folder) throws IOException {
        cutVocabulary(Path.of(Recipes.MODELS, "qwen2-tied"), folder);
        try (Doctor doctor = new Doctor(
                Recipes.builtIn().set("model.path", folder.toString()).read())) {
            assertThat(doctor.description()).contains("random token ids");
            assertThat(doctor.examine(finding -> {})).allMatch(f -> f.verdict() == Finding.Verdict.GREEN);
        }
    }

    /** The first 64 of 128 tokens, too few for the ASCII tokenizer. */
    private static void cutVocabulary(Path model, Path target) throws IOException {
        String config = Files.readString(model.resolve("config.json"));
        Files.writeString(target.resolve("config.json"), config.replace("\"vocab_size\": 128", "\"vocab_size\": 64"));
        List<OutTensor> tensors = new ArrayList<>();
        try (Safetensors file = Safetensors.open(model.resolve("model.safetensors"))) {
            file.entries().forEach((name, entry) -> {
                long[] shape = entry.shape().clone();
                shape[0] = name.contains("embed_tokens") ? 64 : shape[0];
                int elements = (int) Arrays.stream(shape).reduce(1, (x, y) -> x * y);
                tensors.add(OutTensor.of(name, shape, Arrays.copyOf(file.floats(name), elements)));
            });
        }
        SafetensorsWriter.write(target.resolve("model.safetensors"), tensors);
    }

    @Test
    void bfloat16IsHealthyWithinItsLimitsAndSaysWhatItSkips() {
        List<Finding> findings =
                examine(Recipes.builtIn().set("model.precision", "bfloat16").read());
        assertThat(findings).noneMatch(f -> f.verdict() == Finding.Verdict.RED);
        assertThat(findings)
                .filteredOn(f -> f.verdict() == Finding.Verdict.SKIPPED)
                .singleElement()
                .satisfies(f -> assertThat(f.message()).contains("float32"));
    }

    private static void requireGreen(Recipe recipe) {
        assertThat(examine(recipe)).hasSize(9).allMatch(f -> f.verdict() == Finding.Verdict.GREEN);
    }

    private static List<Finding> examine(Recipe recipe) {
        List<Finding> heard = new ArrayList<>();
        try (Doctor doctor = new Doctor(recipe)) {
            assertThat(doctor.examine(heard::add)).isEqualTo(heard);
        }
        return heard;
    }
}
