package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.Dora;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Loftq;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.Oft;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.Rope;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.quant.QuantisedWeight;
import dev.rlvr4j.core.quant.Quantiser;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A base whose linear layers are quantised. */
class QuantisedBaseTest {
    private static final int[] IDS = TinyModels.tokens(4, 40, 128);
    private static final List<SequenceGroup> GROUPS = TinyModels.groups(9, 128);

    @TempDir
    Path directory;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static Stream<Arguments> cases() {
        return Stream.of("qwen2-untied", "qwen3", "llama")
                .flatMap(model -> Stream.of(Quantisation.INT8, Quantisation.NF4, Quantisation.NVFP4)
                        .map(format -> Arguments.of(model, format)));
    }

    private static BaseModel load(String model, Quantisation format) {
        return BaseModel.load(Golden.model(model), Device.cpu(), Precision.FLOAT32, format);
    }

    /** An unquantised model of the values that a quantised one stands for. */
    private BaseModel plain(BaseModel quantised) {
        quantised.save(directory.resolve("plain"));
        return BaseModel.load(directory.resolve("plain"), Device.cpu(), quantised.precision());
    }

    private static void assertSame(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachLinearLayerIsQuantisedByItselfAndNothingElseIs(String model, Quantisation format) {
        try (BaseModel base = load(model, format);
                BaseModel original = load(model, Quantisation.NONE);
                NDManager scope = base.newScope()) {
            for (Map.Entry<String, long[]> tensor : base.weightShapes().entrySet()) {
                String name = tensor.getKey();
                NDArray whole = original.weight(name, scope);
                float[] actual = base.weight(name, scope).toFloatArray();
                assertThat(base.original(name, scope).toFloatArray()).containsExactly(whole.toFloatArray());
                if (name.contains("_proj.weight")) {
                    QuantisedWeight alone = Quantiser.on(Device.cpu()).quantise(name, whole, format, scope);
                    int in = (int) tensor.getValue()[1];
                    assertThat(actual)
                            .as(name)
                            .containsExactly(base.transformer()
                                    .dequantised(alone, in, scope)
                                    .toFloatArray())
                            .isNotEqualTo(whole.toFloatArray());
                } else {
                    assertThat(actual).as(name).containsExactly(whole.toFloatArray());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void itScoresWhatItsWeightsStandFor(String model, Quantisation format) {
        try (BaseModel base = load(model, format);
                BaseModel plain = plain(base)) {
            assertSame(
                    base.score(base.tensors(), IDS).logProbs(),
                    plain.score(plain.tensors(), IDS).logProbs(),
                    1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsFlowThroughItAsThroughTheWeightsItStandsFor(String model, Quantisation format) {
        try (BaseModel base = load(model, format);
                BaseModel plain = plain(base);
                TransformerPolicy over = new TransformerPolicy(base, Lora.allLinear(4, 8), "a", 3, false);
                TransformerPolicy reference = new TransformerPolicy(plain, Lora.allLinear(4, 8), "a", 3, false)) {
            for (int step = 0; step < 3; step++) {
                Map<String, float[]> gradients = gradients(over);
                gradients(reference)
                        .forEach((name, expected) ->
                                assertSame(java.util.Objects.requireNonNull(gradients.get(name)), expected, 2e-4));
                over.step(AdamW.DEFAULT, 1e-2, 1);
                reference.step(AdamW.DEFAULT, 1e-2, 1);
            }
        }
    }

    private static Map<String, float[]> gradients(TransformerPolicy policy) {
        try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
            forward.backward(TinyModels.noise(2, forward.scores().logProbs().length, 1), null);
        }
        return policy.gradients();
    }

    @ParameterizedTest
    @EnumSource(Quantisation.class)
    void doraTrainsWithTheNormOfTheWeightsItStandsForAndLeavesThemAlone(Quantisation format) {
        try (BaseModel base = load("qwen3", format)) {
            String before = base.fingerprint();
            Dora dora = new Dora(4, 8, false, TargetModules.allLinear(), Map.of(), Map.of());
            try (TransformerPolicy policy = new TransformerPolicy(base, dora, "a", 3, false)) {
                assertSame(
                        policy.score(GROUPS, 1).logProbs(),
                        policy.scoreBase(GROUPS, 1).logProbs(),
                        1e-5);
                gradients(policy);
                policy.step(AdamW.DEFAULT, 1e-2, 1);
                assertThat(policy.score(GROUPS, 1).logProbs())
                        .isNotEqualTo(policy.scoreBase(GROUPS, 1).logProbs());
            }
            assertThat(base.fingerprint()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "BFLOAT16"})
    void aReplicaOnAnotherCopyScoresTheSame(Precision precision) {
        for (var method :
                List.of(Lora.allLinear(4, 8), new Oft(16, true, 5, TargetModules.named("k_proj", "o_proj")))) {
            try (BaseModel home = BaseModel.load(Golden.model("qwen3"), Device.cpu(), precision, Quantisation.NF4);
                    BaseModel other = BaseModel.load(Golden.model("qwen3"), Device.cpu(), precision, Quantisation.NF4);
                    TransformerPolicy policy = FiniteDifferences.moved(home, method);
                    CompiledModel compiled = (CompiledModel) policy.compile()) {
                assertThat(other.score(compiled.tensors(other), IDS).logProbs())
                        .containsExactly(home.score(compiled.tensors(), IDS).logProbs())
                        .isNotEqualTo(home.score(home.tensors(), IDS).logProbs());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Quantisation.class,
            names = {"INT8", "NF4", "NVFP4"})
    void loftqStartsNearerToTheOriginalThanTheBaseIs(Quantisation format) {
        try (BaseModel base = load("qwen3", format);
                BaseModel original = load("qwen3", Quantisation.NONE);
                TransformerPolicy policy =
                        new TransformerPolicy(base, new Loftq(16, TargetModules.allLinear()), "a", 1, false)) {
            float[] wanted = original.score(original.tensors(), IDS).logProbs();
            double before = distance(base.score(base.tensors(), IDS).logProbs(), wanted);
            try (CompiledModel compiled = (CompiledModel) policy.compile()) {
                double after = distance(base.score(compiled.tensors(), IDS).logProbs(), wanted);
                assertThat(after).isLessThan(0.8 * before);
            }
        }
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum / a.length);
    }

    @Test
    void noiseSitsOnTheGainsOfTwoNormsALayerAndIsTheSameForTheSameKey() {
        try (BaseModel base = load("qwen3", Quantisation.NF4);
                TransformerPolicy policy = new TransformerPolicy(base, Lora.allLinear(4, 8), "a", 3, false);
                CompiledModel clean = (CompiledModel) policy.compile();
                CompiledModel first = noisy(policy, 0.1, 7);
                CompiledModel again = noisy(policy, 0.1, 7);
                CompiledModel other = noisy(policy, 0.1, 8);
                CompiledModel none = noisy(policy, 0, 7)) {
            float[] scores = base.score(first.tensors(), IDS).logProbs();
            assertThat(scores)
                    .containsExactly(base.score(again.tensors(), IDS).logProbs())
                    .isNotEqualTo(base.score(other.tensors(), IDS).logProbs())
                    .isNotEqualTo(base.score(clean.tensors(), IDS).logProbs());
            assertThat(base.score(none.tensors(), IDS).logProbs())
                    .containsExactly(base.score(clean.tensors(), IDS).logProbs());
            double squares = 0;
            int changed = 0;
            for (int i = 0; i < clean.tensors().weights().size(); i++) {
                NDArray before = clean.tensors().weights().get(i);
                NDArray after = first.tensors().weights().get(i);
                if (before != after) {
                    float[] noise = after.sub(before).toFloatArray();
                    for (float each : noise) {
                        squares += each * each;
                    }
                    changed += noise.length;
                }
            }
            assertThat(changed).isEqualTo(2 * 2 * 64);
            assertThat(Math.sqrt(squares / changed)).isCloseTo(0.1, within(0.015));
            assertThat(first.version()).isEqualTo(new AdapterVersion("noisy", 1));
            assertThat(first.byteSize()).isEqualTo(clean.byteSize() + 2 * 2 * 64 * 4);
        }
    }

    private static CompiledModel noisy(TransformerPolicy policy, double sigma, long key) {
        return ((CompiledModel) policy.compile()).withNoise(new GainNoise(sigma, key), new AdapterVersion("noisy", 1));
    }

    @Test
    void aVersionThatWasTakenOverCannotBeUsed() {
        try (BaseModel base = load("qwen3", Quantisation.NF4);
                TransformerPolicy policy = new TransformerPolicy(base, Lora.allLinear(4, 8), "a", 3, false)) {
            CompiledModel clean = (CompiledModel) policy.compile();
            try (CompiledModel noisy = clean.withNoise(new GainNoise(0.1, 1), new AdapterVersion("noisy", 1))) {
                clean.close();
                assertThatThrownBy(() -> clean.tensors(base)).hasMessageContaining("closed");
                assertThat(base.score(noisy.tensors(base), IDS).logProbs()).doesNotContain(Float.NaN);
            }
        }
    }

    @Test
    void nativeMemoryIsWhatTheFormatPromises() {
        ModelConfig config = wide();
        long linear = 0;
        long all = 0;
        for (Map.Entry<String, long[]> tensor : config.weightShapes().entrySet()) {
            long size = 1;
            for (long dimension : tensor.getValue()) {
                size *= dimension;
            }
            all += size;
            linear += tensor.getKey().contains("_proj.weight") ? size : 0;
        }
        for (Precision precision : List.of(Precision.FLOAT32, Precision.BFLOAT16)) {
            for (Quantisation format : Quantisation.values()) {
                try (BaseModel base = BaseModel.random(config, 1, Device.cpu(), precision, format)) {
                    double bits = 8.0 * (base.byteSize() - (all - linear) * precision.bytes()) / linear;
                    assertThat(bits).as("%s", format).isCloseTo(format.bits(512, precision.bytes()), within(0.005));
                }
            }
        }
    }

    /** All matrices have 512 columns. */
    private static ModelConfig wide() {
        return new ModelConfig(
                "qwen2",
                64,
                512,
                1,
                8,
                4,
                64,
                512,
                1e-6,
                Rope.unscaled(10000),
                32,
                true,
                true,
                false,
                false,
                null,
                List.of(),
                null,
                DType.F32);
    }

    @Test
    void anotherQuantisationIsAnotherBase() {
        try (BaseModel home = load("qwen3", Quantisation.NF4);
                BaseModel other = load("qwen3", Quantisation.NONE);
                TransformerPolicy policy = new TransformerPolicy(home, Lora.allLinear(4, 8), "a", 3, false);
                CompiledModel compiled = (CompiledModel) policy.compile()) {
            assertThatThrownBy(() -> compiled.tensors(other))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("quantisation nf4")
                    .hasMessageContaining("quantisation none");
        }
    }

    @Test
    void fullFineTuningIsRefusedWithAWayOut() {
        try (BaseModel base = load("llama", Quantisation.INT8)) {
            assertThatThrownBy(() -> new TransformerPolicy(base, new FullFineTuning(), "a", 1, false))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("int8")
                    .hasMessageContaining("model.quantisation=none")
                    .hasMessageContaining("adapter.method=lora");
        }
    }
}
