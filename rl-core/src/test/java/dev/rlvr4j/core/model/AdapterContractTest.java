package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.MergedWeights;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered adapter method promises; a new one is tested here without being named. */
class AdapterContractTest {
    private static final List<String> MODELS = List.of("qwen2-untied", "qwen3");
    private static final int[] IDS = {3, 17, 5, 9, 40, 2, 31, 8, 21, 13};

    @TempDir
    Path directory;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static Iterable<String> methods() {
        return AdapterMethods.names();
    }

    private static AdapterMethod method(String name) {
        return java.util.Objects.requireNonNull(AdapterMethods.all().get(name));
    }

    private static BaseModel base(String name) {
        return BaseModel.load(Golden.model(name), Device.cpu(), Precision.FLOAT32);
    }

    private static float[] compiledScore(BaseModel base, TransformerPolicy policy) {
        try (CompiledModel compiled = (CompiledModel) policy.compile()) {
            return base.score(compiled.tensors(), IDS).logProbs();
        }
    }

    private static void assertSame(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("token %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void atItsStartTheModelIsTheBase(String name) {
        for (String model : MODELS) {
            try (BaseModel base = base(model);
                    TransformerPolicy policy = new TransformerPolicy(base, method(name), "a", 1, false)) {
                if (method(name).startsAtBase()) {
                    assertSame(
                            compiledScore(base, policy),
                            base.score(base.tensors(), IDS).logProbs(),
                            1e-5);
                }
                assertThat(policy.parameters().keySet())
                        .containsExactlyElementsOf(method(name).shapes(base).keySet());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theEditIsTheMergedWeights(String name) {
        for (String model : MODELS) {
            try (BaseModel base = base(model);
                    TransformerPolicy policy = FiniteDifferences.moved(base, method(name));
                    NDManager scope = base.newScope()) {
                float[] edited = compiledScore(base, policy);
                assertThat(edited).isNotEqualTo(base.score(base.tensors(), IDS).logProbs());
                ModelTensors merged;
                try (Gradients.Mode off = Gradients.recording(false)) {
                    Compilation compilation = method(name).compile(base, policy.parameters(), scope);
                    if (!compilation.isMergeable()) {
                        assertThatThrownBy(() -> MergedWeights.of(base, compilation, scope))
                                .isInstanceOf(InputException.class)
                                .hasMessageContaining("cannot be merged into the base's weights");
                        continue;
                    }
                    merged = Fusion.compile(
                            base,
                            base.tensors(),
                            new Compilation(Map.of(), MergedWeights.of(base, compilation, scope)),
                            Precision.FLOAT32,
                            scope);
                }
                assertSame(edited, base.score(merged, IDS).logProbs(), 1e-4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theGradientIsThatOfFiniteDifferences(String name) {
        try (BaseModel base = base("qwen2-untied");
                TransformerPolicy policy = FiniteDifferences.moved(base, new MapAlone(method(name)));
                NDManager scope = base.newScope()) {
            String before = base.fingerprint();
            FiniteDifferences.check(base, method(name), policy, scope);
            assertThat(base.fingerprint()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theGradientDependsNeitherOnMicroBatchesNorOnCheckpointing(String name) {
        try (BaseModel base = base("qwen2-untied");
                TransformerPolicy whole = FiniteDifferences.moved(base, method(name), false);
                TransformerPolicy cut = FiniteDifferences.moved(base, method(name), true)) {
            List<SequenceGroup> groups = TinyModels.groups(4, base.config().vocabularySize());
            float[] gl = TinyModels.noise(2, TinyModels.size(groups), 1);
            float[] scores;
            try (Policy.Forward forward = whole.forward(groups, 1)) {
                scores = forward.scores().logProbs();
                forward.backward(gl, null);
            }
            assertSame(whole.score(groups, 1).logProbs(), scores, 1e-5);
            int from = 0;
            for (SequenceGroup group : groups) {
                int to = from + group.askedTokens();
                try (Policy.Forward forward = cut.forward(List.of(group), 1)) {
                    assertSame(forward.scores().logProbs(), Arrays.copyOfRange(scores, from, to), 1e-4);
                    forward.backward(Arrays.copyOfRange(gl, from, to), null);
                }
                from = to;
            }
            double norm = whole.gradientNorm();
            Map<String, float[]> expected = whole.gradients();
            cut.gradients()
                    .forEach((tensor, gradient) -> assertSame(
                            gradient,
                            java.util.Objects.requireNonNull(expected.get(tensor)),
                            1e-4 * Math.max(1, norm)));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void itsVirtualTokensTakeRoomOfTheContext(String name) {
        try (BaseModel base = base("qwen2-untied");
                TransformerPolicy policy = new TransformerPolicy(base, method(name), "a", 1, false);
                CompiledModel compiled = (CompiledModel) policy.compile()) {
            assertThat(compiled.tensors().virtualTokens())
                    .isEqualTo(method(name).virtualTokens())
                    .isEqualTo(base.config().contextLength() - policy.contextLength());
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void inBfloat16ItIsNearlyWhatItIsInFloat32(String name) {
        try (BaseModel base = base("qwen2-untied");
                BaseModel rounded = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.BFLOAT16);
                TransformerPolicy exact = new TransformerPolicy(base, method(name), "a", 1, false);
                TransformerPolicy policy = new TransformerPolicy(rounded, method(name), "a", 1, true)) {
            List<SequenceGroup> groups = TinyModels.groups(4, base.config().vocabularySize());
            float[] gl = TinyModels.noise(2, TinyModels.size(groups), 1);
            try (Policy.Forward forward = policy.forward(groups, 1)) {
                assertSame(forward.scores().logProbs(), exact.score(groups, 1).logProbs(), 0.1);
                forward.backward(gl, null);
            }
            assertThat(policy.gradientNorm()).isFinite();
        }
    }

    /** A method's map, without what it adds to the gradient or makes of it. */
    record MapAlone(AdapterMethod method) implements AdapterMethod {
        @Override
        public String name() {
            return method.name();
        }

        @Override
        public Map<String, long[]> shapes(Base base) {
            return method.shapes(base);
        }

        @Override
        public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
            return method.initialise(base, seed, scope);
        }

        @Override
        public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
            return method.compile(base, tensors, scope);
        }

        @Override
        public boolean trains(String tensor) {
            return method.trains(tensor);
        }

        @Override
        public void afterStep(
                long step, Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
            method.afterStep(step, tensors, gradients, scope);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theTrainingStateComesBackBitForBit(String name) throws IOException {
        try (BaseModel base = base("qwen2-untied");
                TransformerPolicy policy = FiniteDifferences.moved(base, method(name));
                TransformerPolicy other = new TransformerPolicy(base, method(name), "a", 2, false)) {
            policy.saveState(Files.createDirectories(directory.resolve("state")));
            other.restore(directory.resolve("state"));
            policy.parameters()
                    .forEach((tensor, array) -> assertThat(java.util.Objects.requireNonNull(
                                            other.parameters().get(tensor))
                                    .toFloatArray())
                            .as(tensor)
                            .isEqualTo(array.toFloatArray()));
            assertThat(compiledScore(base, other)).isEqualTo(compiledScore(base, policy));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aSavedAdapterIsReadAsWhatItWas(String name) throws IOException {
        for (String model : MODELS) {
            try (BaseModel base = base(model);
                    TransformerPolicy policy = FiniteDifferences.moved(base, method(name))) {
                Path saved = Files.createDirectories(directory.resolve(model));
                try {
                    policy.saveAdapter(saved);
                } catch (InputException e) {
                    assertThat(e).hasMessageContaining("merge it into the base");
                    continue;
                }
                float[] expected = compiledScore(base, policy);
                if (Files.exists(saved.resolve("adapter_config.json"))) {
                    try (CompiledModel loaded = base.loadAdapter(saved)) {
                        assertSame(base.score(loaded.tensors(), IDS).logProbs(), expected, 1e-5);
                    }
                } else {
                    try (BaseModel loaded = BaseModel.load(saved, Device.cpu(), Precision.FLOAT32)) {
                        assertSame(loaded.score(loaded.tensors(), IDS).logProbs(), expected, 1e-5);
                    }
                }
            }
        }
    }
}
