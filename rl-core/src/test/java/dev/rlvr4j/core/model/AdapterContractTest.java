package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.MergedWeights;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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

    /** A policy somewhere away from its start. */
    private static TransformerPolicy moved(BaseModel base, AdapterMethod method) {
        TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, false);
        policy.parameters().forEach((name, array) -> {
            if (method.trains(name)) {
                float[] values = array.toFloatArray();
                float[] noise = TinyModels.noise(CounterRandom.key(5, name), values.length, 0.05);
                for (int i = 0; i < values.length; i++) {
                    values[i] += noise[i];
                }
                set(array, values);
            }
        });
        return policy;
    }

    private static void set(NDArray array, float[] values) {
        try (NDManager scope = array.getManager().newSubManager()) {
            Tensors.on(array.getDevice())
                    .overwrite(
                            array,
                            Tensors.floats(scope, values, array.getShape().getShape()));
        }
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
                    TransformerPolicy policy = moved(base, method(name));
                    NDManager scope = base.newScope()) {
                float[] edited = compiledScore(base, policy);
                assertThat(edited).isNotEqualTo(base.score(base.tensors(), IDS).logProbs());
                ModelTensors merged;
                try (Gradients.Mode off = Gradients.recording(false)) {
                    Compilation compilation = method(name).compile(base, policy.parameters(), scope);
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
                TransformerPolicy policy = moved(base, method(name))) {
            String before = base.fingerprint();
            List<SequenceGroup> groups = TinyModels.groups(3, base.config().vocabularySize());
            float[] gl = TinyModels.noise(1, TinyModels.size(groups), 1);
            try (Policy.Forward forward = policy.forward(groups, 1)) {
                forward.backward(gl, null);
            }
            Map<String, float[]> gradients = policy.gradients();
            policy.discardGradients();
            double slope = 0;
            double norm = 0;
            Map<String, float[]> directions = new LinkedHashMap<>();
            for (Map.Entry<String, float[]> entry : gradients.entrySet()) {
                float[] gradient = entry.getValue();
                // Along the gradient and off it: one number that every tensor takes part in.
                float[] direction = TinyModels.noise(CounterRandom.key(8, entry.getKey()), gradient.length, 1);
                double own = Math.sqrt(dot(gradient, gradient));
                for (int i = 0; i < direction.length; i++) {
                    direction[i] = (float)
                            (gradient[i] / Math.max(own, 1e-12) + 0.3 * direction[i] / Math.sqrt(direction.length));
                }
                directions.put(entry.getKey(), direction);
                slope += dot(gradient, direction);
                norm += own;
            }
            assertThat(norm).as("a gradient that is not zero").isGreaterThan(1e-4);
            double h = 2e-3;
            double up = lossAt(policy, directions, h, groups, gl);
            double down = lossAt(policy, directions, -2 * h, groups, gl);
            assertThat(slope).isCloseTo((up - down) / (2 * h), within(0.02 * norm + 1e-3));
            assertThat(base.fingerprint()).isEqualTo(before);
        }
    }

    private static double lossAt(
            TransformerPolicy policy,
            Map<String, float[]> directions,
            double by,
            List<SequenceGroup> groups,
            float[] gl) {
        directions.forEach((name, direction) -> {
            NDArray array = java.util.Objects.requireNonNull(policy.parameters().get(name));
            float[] values = array.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (by * direction[i]);
            }
            set(array, values);
        });
        policy.discardGradients();
        return dot(policy.score(groups, 1).logProbs(), gl);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theTrainingStateComesBackBitForBit(String name) throws IOException {
        try (BaseModel base = base("qwen2-untied");
                TransformerPolicy policy = moved(base, method(name));
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
                    TransformerPolicy policy = moved(base, method(name))) {
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
