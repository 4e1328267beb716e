package dev.rlvr4j.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HuggingFaceCheckpointTest {
    private static final Path MODELS = Path.of("src/test/resources/golden/models");
    private static final String FIRST_K = "model.layers.0.self_attn.k_proj.weight";

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2-tied", "qwen2-untied", "qwen3"})
    void readsWhatTransformersWroteAndWritesItBackInShards(String name) throws IOException {
        try (HuggingFaceCheckpoint original = HuggingFaceCheckpoint.open(MODELS.resolve(name))) {
            assertThat(original.names())
                    .containsExactlyInAnyOrderElementsOf(
                            original.config().weightShapes().keySet());
            assertThat(original.eosTokens()).containsExactly(2);
            HuggingFaceCheckpoint.write(dir, original.config(), tensors(original), 100_000);
            assertThat(dir.resolve("model.safetensors.index.json")).exists();
            assertThat(dir.resolve("model.safetensors")).doesNotExist();
            assertSame(original, dir);
            // A smaller checkpoint over a sharded one leaves no shard behind.
            HuggingFaceCheckpoint.write(dir, original.config(), tensors(original), Long.MAX_VALUE);
            assertSame(original, dir);
        }
        try (var files = Files.list(dir)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("config.json", "generation_config.json", "model.safetensors");
        }
        assertThat(Files.readAllBytes(dir.resolve("model.safetensors")))
                .isEqualTo(Files.readAllBytes(MODELS.resolve(name).resolve("model.safetensors")));
    }

    private static void assertSame(HuggingFaceCheckpoint original, Path copy) {
        try (HuggingFaceCheckpoint read = HuggingFaceCheckpoint.open(copy)) {
            assertThat(read.config()).isEqualTo(original.config());
            assertThat(read.names()).containsExactlyInAnyOrderElementsOf(original.names());
            for (String name : original.names()) {
                assertThat(read.bytes(name)).isEqualTo(original.bytes(name));
                assertThat(read.entry(name).shape())
                        .isEqualTo(original.entry(name).shape());
            }
        }
    }

    @Test
    void joinsTheEndTokensOfBothConfigs() throws IOException {
        copyOf("llama");
        Files.writeString(dir.resolve("generation_config.json"), "{\"eos_token_id\": [5, 2, 6]}");
        try (HuggingFaceCheckpoint checkpoint = HuggingFaceCheckpoint.open(dir)) {
            assertThat(checkpoint.eosTokens()).containsExactly(2, 5, 6);
        }
    }

    @Test
    void namesWhatADirectoryLacks() throws IOException {
        refused(dir.resolve("nowhere"), "does not exist");
        refused(dir, "has no config.json");
        Files.copy(MODELS.resolve("llama/config.json"), dir.resolve("config.json"));
        refused(dir, "neither model.safetensors nor model.safetensors.index.json");
        refused(dir.resolve("config.json"), "is not a directory");
    }

    @Test
    void namesAMissingShard() throws IOException {
        sharded();
        Files.delete(dir.resolve("model-00002-of-00004.safetensors"));
        refused(dir, "shard model-00002-of-00004.safetensors is missing");
    }

    @Test
    void namesATensorThatItsShardDoesNotHave() throws IOException {
        sharded();
        Path index = dir.resolve("model.safetensors.index.json");
        Files.writeString(
                index, Files.readString(index).replaceFirst("(model.norm.weight\" : \"model-0000)\\d", "$11"));
        refused(
                dir,
                "places tensor model.norm.weight in model-00001-of-00004.safetensors, but that shard does not have it");
    }

    @Test
    void namesABrokenIndex() throws IOException {
        sharded();
        Path index = dir.resolve("model.safetensors.index.json");
        String good = Files.readString(index);
        Files.writeString(index, good.replace("weight_map", "weights"));
        refused(dir, "has no weight_map");
        Files.writeString(index, good.replace("model-00001", "../model-00001"));
        refused(dir, "not a file of its own directory");
        Files.writeString(index, good.substring(0, 50));
        refused(dir, "model.safetensors.index.json is not valid JSON");
    }

    @Test
    void namesATruncatedFile() throws IOException {
        copyOf("llama");
        Path weights = dir.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1));
        refused(dir, "tensor model.norm.weight in .*model.safetensors ends at byte .* truncated");
        Files.write(weights, Arrays.copyOf(bytes, 100), StandardOpenOption.TRUNCATE_EXISTING);
        refused(dir, "truncated");
    }

    @Test
    void namesAMissingTensor() throws IOException {
        changed("llama", t -> t.name().equals(FIRST_K) ? null : t);
        refused(dir, "has no tensor " + FIRST_K);
    }

    @Test
    void namesAWrongShape() throws IOException {
        changed("llama", t -> t.name().equals(FIRST_K) ? OutTensor.of(FIRST_K, new long[] {2, 64}, new float[128]) : t);
        refused(dir, "tensor " + FIRST_K + " in .* has shape \\[2, 64\\], but config.json calls for \\[32, 64\\]");
    }

    @Test
    void namesAnUnreadableType() throws IOException {
        changed(
                "llama",
                t -> t.name().equals(FIRST_K)
                        ? OutTensor.of(FIRST_K, DType.I8, t.shape(), () -> ByteBuffer.allocate(32 * 64))
                        : t);
        refused(dir, "tensor " + FIRST_K + " in .* has type I8");
    }

    @Test
    void namesAWeightThatTheConfigDoesNotAnnounce() throws IOException {
        copyOf("qwen2-untied");
        Path config = dir.resolve("config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1"));
        refused(dir, "has a tensor model.layers.1.* for which its config.json has no place");
    }

    @Test
    void aTiedHeadThatIsStoredAgainDoesNoHarm() throws IOException {
        changed("qwen2-tied", t -> t);
        List<OutTensor> tensors = new ArrayList<>();
        try (HuggingFaceCheckpoint original = HuggingFaceCheckpoint.open(MODELS.resolve("qwen2-tied"))) {
            tensors.addAll(tensors(original));
            tensors.add(OutTensor.of("lm_head.weight", new long[] {128, 64}, new float[128 * 64]));
            SafetensorsWriter.write(dir.resolve("model.safetensors"), tensors);
        }
        try (HuggingFaceCheckpoint read = HuggingFaceCheckpoint.open(dir)) {
            assertThat(read.has("lm_head.weight")).isTrue();
        }
    }

    @Test
    void refusesToWriteAnIncompleteCheckpoint() {
        try (HuggingFaceCheckpoint original = HuggingFaceCheckpoint.open(MODELS.resolve("llama"))) {
            List<OutTensor> few = tensors(original).subList(1, 5);
            assertThatThrownBy(() -> HuggingFaceCheckpoint.write(dir, original.config(), few, 1000))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("lacks");
        }
    }

    private static List<OutTensor> tensors(HuggingFaceCheckpoint from) {
        return new ArrayList<>(from.config().weightShapes().keySet().stream()
                .map(name -> new OutTensor(
                        name, from.entry(name).dtype(), from.entry(name).shape(), () -> from.chunks(name)))
                .toList());
    }

    private void copyOf(String model) throws IOException {
        for (String file : List.of("config.json", "generation_config.json", "model.safetensors")) {
            Files.copy(MODELS.resolve(model).resolve(file), dir.resolve(file));
        }
    }

    private void changed(String model, UnaryOperator<OutTensor> change) throws IOException {
        copyOf(model);
        try (HuggingFaceCheckpoint original = HuggingFaceCheckpoint.open(MODELS.resolve(model))) {
            List<OutTensor> tensors = tensors(original).stream()
                    .map(change)
                    .filter(Objects::nonNull)
                    .toList();
            SafetensorsWriter.write(dir.resolve("model.safetensors"), tensors);
        }
    }

    private void sharded() {
        try (HuggingFaceCheckpoint original = HuggingFaceCheckpoint.open(MODELS.resolve("llama"))) {
            HuggingFaceCheckpoint.write(dir, original.config(), tensors(original), 120_000);
        }
    }

    private static void refused(Path directory, String message) {
        assertThatThrownBy(() -> HuggingFaceCheckpoint.open(directory))
                .isInstanceOf(InputException.class)
                .hasMessageMatching(".*" + message + ".*");
    }
}
