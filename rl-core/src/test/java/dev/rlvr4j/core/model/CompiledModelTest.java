package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.checkpoint.HuggingFaceCheckpoint;
import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.checkpoint.SafetensorsWriter;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compiled versions, and what is written of them for others. */
class CompiledModelTest {
    private static final int[] TEXT = TinyModels.tokens(1, 30, 128);
    private static final List<SequenceGroup> GROUPS = TinyModels.groups(9, 128);

    @TempDir
    Path directory;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2-tied", "qwen2-untied", "qwen3"})
    void aCompiledAdapterIsTheModelWithMergedWeights(String name) throws IOException {
        Lora lora = Lora.allLinear(3, 6);
        try (BaseModel base = load(Golden.model(name), Precision.FLOAT32);
                TransformerPolicy policy = trained(base, lora);
                CompiledModel compiled = (CompiledModel) policy.compile()) {
            writeMerged(Golden.model(name), policy, base, lora);
            try (BaseModel merged = load(directory, Precision.FLOAT32)) {
                TokenScores expected = merged.score(merged.tensors(), TEXT);
                close(base.score(compiled.tensors(), TEXT), expected, 1e-5);
                assertThat(distance(base.score(base.tensors(), TEXT), expected)).isGreaterThan(1e-2);
            }
        }
    }

    /** The checkpoint with W + s B A, computed in double precision, in place of each W. */
    private void writeMerged(Path from, TransformerPolicy policy, BaseModel base, Lora lora) throws IOException {
        Files.copy(from.resolve("config.json"), directory.resolve("config.json"));
        List<OutTensor> tensors = new ArrayList<>();
        try (HuggingFaceCheckpoint checkpoint = HuggingFaceCheckpoint.open(from)) {
            for (Map.Entry<String, long[]> weight : base.weightShapes().entrySet()) {
                float[] values = checkpoint.floats(weight.getKey());
                for (Site site : base.sites()) {
                    if (weight.getKey().equals(site.name() + ".weight")) {
                        add(values, policy, site, lora);
                    }
                }
                tensors.add(OutTensor.of(weight.getKey(), weight.getValue(), values));
            }
        }
        SafetensorsWriter.write(directory.resolve("model.safetensors"), tensors);
    }

    private static void add(float[] w, TransformerPolicy policy, Site site, Lora lora) {
        float[] a = policy.parameters().get(site.name() + ".lora_A.weight").toFloatArray();
        float[] b = policy.parameters().get(site.name() + ".lora_B.weight").toFloatArray();
        int rank = lora.rank(site);
        for (int o = 0; o < site.out(); o++) {
            for (int i = 0; i < site.in(); i++) {
                double sum = w[o * site.in() + i];
                for (int k = 0; k < rank; k++) {
                    sum += lora.scale(site) * b[o * rank + k] * a[k * site.in() + i];
                }
                w[o * site.in() + i] = (float) sum;
            }
        }
    }

    @Test
    void aVersionIsImmutableAndOutlivesItsPolicy() {
        try (BaseModel base = load(Golden.model("qwen3"), Precision.FLOAT32)) {
            for (var method : List.of(Lora.allLinear(3, 6), new FullFineTuning())) {
                TransformerPolicy policy = trained(base, method);
                float[] then = policy.score(GROUPS, 1).logProbs();
                try (CompiledModel compiled = (CompiledModel) policy.compile()) {
                    TokenScores before = base.score(compiled.tensors(), TEXT);
                    train(policy, 2);
                    assertThat(policy.score(GROUPS, 1).logProbs()).isNotEqualTo(then);
                    policy.close();
                    assertThat(base.score(compiled.tensors(), TEXT).logProbs()).containsExactly(before.logProbs());
                }
            }
        }
    }

    @Test
    void byteSizesAreThoseOfTheTensorsItOwns() {
        try (BaseModel base = load(Golden.model("llama"), Precision.FLOAT32)) {
            Lora lora = new Lora(
                    3,
                    6,
                    false,
                    dev.rlvr4j.core.adapter.TargetModules.named("o_proj", "down_proj"),
                    Map.of(),
                    Map.of(),
                    Lora.Bias.NONE);
            try (TransformerPolicy policy = trained(base, lora);
                    CompiledModel compiled = (CompiledModel) policy.compile()) {
                assertThat(compiled.byteSize()).isEqualTo(4 * policy.trainableParameters());
            }
            try (TransformerPolicy policy = trained(base, new FullFineTuning());
                    CompiledModel compiled = (CompiledModel) policy.compile()) {
                assertThat(compiled.byteSize()).isEqualTo(4 * policy.trainableParameters());
            }
        }
    }

    @Test
    void aSavedAdapterLoadsAsTheSameVersion() {
        try (BaseModel base = load(Golden.model("qwen2-untied"), Precision.FLOAT32);
                TransformerPolicy policy = trained(base, Lora.allLinear(3, 6));
                CompiledModel compiled = (CompiledModel) policy.compile()) {
            policy.saveAdapter(directory);
            try (CompiledModel loaded = base.loadAdapter(directory)) {
                assertThat(base.score(loaded.tensors(), TEXT).logProbs())
                        .containsExactly(base.score(compiled.tensors(), TEXT).logProbs());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2-tied"})
    void aFullyFineTunedModelIsSavedAsACheckpoint(String name) {
        try (BaseModel base = load(Golden.model(name), Precision.FLOAT32);
                TransformerPolicy policy = trained(base, new FullFineTuning());
                CompiledModel compiled = (CompiledModel) policy.compile()) {
            policy.saveAdapter(directory);
            try (BaseModel saved = load(directory, Precision.FLOAT32)) {
                assertThat(saved.score(saved.tensors(), TEXT).logProbs())
                        .containsExactly(base.score(compiled.tensors(), TEXT).logProbs());
                assertThat(saved.fingerprint()).isNotEqualTo(base.fingerprint());
            }
        }
    }

    /** Three decimal digits of bfloat16's mantissa, four of float16's, over two layers. */
    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"BFLOAT16", "FLOAT16"})
    void shorterTypesScoreNearFloat32(Precision precision) {
        double tolerance = precision == Precision.BFLOAT16 ? 0.1 : 0.015;
        for (String name : List.of("llama", "qwen2-tied", "qwen2-untied", "qwen3")) {
            try (BaseModel exact = load(Golden.model(name), Precision.FLOAT32);
                    BaseModel base = load(Golden.model(name), precision);
                    TransformerPolicy expected = trained(exact, Lora.allLinear(3, 6));
                    TransformerPolicy policy = new TransformerPolicy(base, Lora.allLinear(3, 6), "adapter", 1, false)) {
                expected.saveState(directory);
                policy.restore(directory); // training itself would part the two
                assertThat(base.precision()).isEqualTo(precision);
                close(base.score(base.tensors(), TEXT), exact.score(exact.tensors(), TEXT), tolerance);
                TokenScores moved = policy.score(GROUPS, 1);
                close(moved, expected.score(GROUPS, 1), 2 * tolerance);
                assertThat(distance(moved, policy.scoreBase(GROUPS, 1))).isGreaterThan(4 * tolerance);
                train(policy, 2);
                assertThat(policy.score(GROUPS, 1).logProbs()).isNotEqualTo(moved.logProbs());
            }
        }
    }

    @Test
    void aTextThatFillsTheContextIsScored() {
        try (BaseModel base = load(Golden.model("llama"), Precision.FLOAT32)) {
            int[] full = TinyModels.tokens(3, base.config().contextLength(), 128);
            TokenScores scores = base.score(base.tensors(), full);
            assertThat(scores.logProbs()).hasSize(full.length - 1);
            assertThat(scores.entropies()).hasSize(full.length);
            TokenScores shorter = base.score(base.tensors(), java.util.Arrays.copyOf(full, full.length - 1));
            assertThat(java.util.Arrays.copyOf(scores.entropies(), full.length - 1))
                    .containsExactly(shorter.entropies(), within(1e-4f));
        }
    }

    @Test
    void textsThatCannotBeScoredAreRefused() {
        try (BaseModel base = load(Golden.model("llama"), Precision.FLOAT32)) {
            assertThat(base.score(base.tensors(), new int[] {5}).logProbs()).isEmpty();
            assertThat(base.score(base.tensors(), new int[] {5}).entropies()).hasSize(1);
            assertThatThrownBy(() -> base.score(base.tensors(), new int[0]))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("has 0");
            assertThatThrownBy(() -> base.score(base.tensors(), new int[257]))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("has 257");
            for (int id : new int[] {-1, 128}) {
                assertThatThrownBy(() -> base.score(base.tensors(), new int[] {1, id}))
                        .isInstanceOf(InputException.class)
                        .hasMessage("token id " + id + " is not in the model's vocabulary of 128 tokens");
            }
        }
    }

    private static BaseModel load(Path path, Precision precision) {
        return BaseModel.load(path, Device.cpu(), precision);
    }

    private static TransformerPolicy trained(BaseModel base, dev.rlvr4j.core.adapter.AdapterMethod method) {
        TransformerPolicy policy = new TransformerPolicy(base, method, "adapter", 1, false);
        train(policy, 5);
        return policy;
    }

    private static void train(TransformerPolicy policy, int steps) {
        for (int step = 0; step < steps; step++) {
            try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
                forward.backward(TinyModels.noise(4, TinyModels.size(GROUPS), 1), null);
            }
            policy.step(AdamW.DEFAULT, 5e-3, 1);
        }
    }

    private static void close(TokenScores actual, TokenScores expected, double tolerance) {
        assertThat(actual.logProbs()).containsExactly(expected.logProbs(), within((float) tolerance));
        assertThat(actual.entropies()).containsExactly(expected.entropies(), within((float) tolerance));
    }

    private static double distance(TokenScores a, TokenScores b) {
        double largest = 0;
        for (int i = 0; i < a.logProbs().length; i++) {
            largest = Math.max(largest, Math.abs(a.logProbs()[i] - b.logProbs()[i]));
        }
        return largest;
    }
}
