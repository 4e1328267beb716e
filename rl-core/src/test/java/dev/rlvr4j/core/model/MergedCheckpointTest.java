package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.adapter.BitFit;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.merge.MergedCheckpoint;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A base with an adapter merged in, written and read again. */
class MergedCheckpointTest {
    private static final int[] IDS = {3, 17, 5, 9, 40, 2, 31, 8, 21, 13};

    @TempDir
    Path directory;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static List<String> methods() {
        return AdapterMethods.names();
    }

    private static BaseModel base(String name) {
        return BaseModel.load(Golden.model(name), Device.cpu(), Precision.FLOAT32);
    }

    private static float[] scored(BaseModel model, ModelTensors tensors) {
        return model.score(tensors, IDS).logProbs();
    }

    private static ModelConfig write(
            BaseModel base, AdapterMethod method, TransformerPolicy policy, DType type, Path to) {
        try (NDManager scope = base.newScope();
                Gradients.Mode off = Gradients.recording(false)) {
            Compilation compilation = method.compile(base, policy.parameters(), scope);
            return MergedCheckpoint.write(base, compilation, type, to, scope);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void isTheAdapterOnTheBase(String name) throws IOException {
        AdapterMethod method = Objects.requireNonNull(AdapterMethods.all().get(name));
        for (String model : List.of("qwen2-untied", "qwen2-tied", "qwen3", "llama")) {
            try (BaseModel base = base(model);
                    TransformerPolicy policy = FiniteDifferences.moved(base, method)) {
                Path merged = directory.resolve(model);
                try {
                    write(base, method, policy, DType.F32, merged);
                } catch (InputException e) {
                    boolean noPlace = e.getMessage().contains("has no place for one in its MLP");
                    assertThat(noPlace || e.getMessage().contains("cannot be merged"))
                            .as(e.getMessage())
                            .isTrue();
                    continue;
                }
                float[] expected;
                try (CompiledModel compiled = (CompiledModel) policy.compile()) {
                    expected = scored(base, compiled.tensors());
                }
                assertThat(expected).isNotEqualTo(scored(base, base.tensors()));
                try (BaseModel loaded = BaseModel.load(merged, Device.cpu(), Precision.FLOAT32)) {
                    float[] actual = scored(loaded, loaded.tensors());
                    for (int i = 0; i < actual.length; i++) {
                        assertThat((double) actual[i])
                                .as("%s, token %d", model, i)
                                .isCloseTo(expected[i], within(1e-5 * Math.max(1, Math.abs(expected[i]))));
                    }
                }
            }
        }
    }

    @Test
    void biasesThatTheFamilyHasNotMakeAQwen2ALlama() {
        AdapterMethod method = new BitFit(TargetModules.named("o_proj", "up_proj"));
        try (BaseModel base = base("qwen2-untied");
                TransformerPolicy policy = FiniteDifferences.moved(base, method)) {
            ModelConfig written = write(base, method, policy, DType.F32, directory.resolve("merged"));
            assertThat(written.modelType()).isEqualTo("llama");
            assertThat(written.attentionBias()).isTrue();
            assertThat(written.mlpBias()).isTrue();
            assertThat(ModelConfig.read(directory.resolve("merged/config.json")))
                    .isEqualTo(written);
        }
    }

    @Test
    void aQwen3HasNoPlaceForABiasInItsMlp() {
        AdapterMethod attention = new BitFit(TargetModules.named("q_proj", "o_proj"));
        AdapterMethod mlp = new BitFit(TargetModules.named("up_proj"));
        try (BaseModel base = base("qwen3");
                TransformerPolicy fits = FiniteDifferences.moved(base, attention);
                TransformerPolicy fitsNot = FiniteDifferences.moved(base, mlp)) {
            ModelConfig written = write(base, attention, fits, DType.F32, directory.resolve("merged"));
            assertThat(written.modelType()).isEqualTo("qwen3");
            assertThat(written.attentionBias()).isTrue();
            assertThatThrownBy(() -> write(base, mlp, fitsNot, DType.F32, directory.resolve("other")))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("model.layers.0.mlp.up_proj")
                    .hasMessageContaining("qwen3 checkpoint has no place");
            assertThat(directory.resolve("other")).doesNotExist();
        }
    }

    @Test
    void takesTheBasesOtherFilesAlong() throws IOException {
        AdapterMethod method = Objects.requireNonNull(AdapterMethods.all().get("lora"));
        Path copy = directory.resolve("base");
        Files.createDirectories(copy);
        try (BaseModel base = base("llama")) {
            base.save(copy);
        }
        Files.writeString(copy.resolve("tokenizer.json"), "{}");
        Files.writeString(copy.resolve("chat_template.jinja"), "{{ x }}");
        Files.writeString(copy.resolve("model.safetensors.index.json"), "{}");
        Files.writeString(copy.resolve("README.md"), "the base's");
        try (BaseModel base = BaseModel.load(copy, Device.cpu(), Precision.FLOAT32);
                TransformerPolicy policy = FiniteDifferences.moved(base, method)) {
            Path merged = directory.resolve("merged");
            write(base, method, policy, DType.BF16, merged);
            assertThat(merged.resolve("tokenizer.json")).hasContent("{}");
            assertThat(merged.resolve("chat_template.jinja")).hasContent("{{ x }}");
            assertThat(merged.resolve("model.safetensors.index.json")).doesNotExist();
            assertThat(merged.resolve("README.md")).doesNotExist();
            assertThat(ModelConfig.read(merged.resolve("config.json")).dtype()).isEqualTo(DType.BF16);
            assertThatThrownBy(() -> write(base, method, policy, DType.F32, copy.resolve("../base")))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("cannot take the place of its base");
        }
    }
}
