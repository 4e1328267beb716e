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
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.Oft;
import dev.rlvr4j.core.adapter.TargetModules;
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
