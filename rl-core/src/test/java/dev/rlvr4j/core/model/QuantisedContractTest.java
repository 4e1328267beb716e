package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.MergedWeights;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every registered adapter method promises, over a base in NF4; a new one is tested here without being named. */
class QuantisedContractTest {
    private static final int[] IDS = TinyModels.tokens(7, 24, 128);

    @TempDir
    Path directory;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static List<String> methods() {
        return AdapterMethods.names().stream()
                .filter(name -> refusal(name) == null)
                .toList();
    }

    static List<String> refused() {
        return AdapterMethods.names().stream()
                .filter(name -> refusal(name) != null)
                .toList();
    }

    /** What a method says that cannot do over a quantised base; null where it can. */
    private static @Nullable String refusal(String name) {
        Torch.prepareThread(1);
        try (BaseModel base = base("qwen2-untied");
                TransformerPolicy policy = new TransformerPolicy(base, method(name), "a", 1, false)) {
            return null;
        } catch (InputException e) {
            return e.getMessage();
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aMethodThatCannotSaysSo(String name) {
        assertThat(refusal(name)).contains("nf4").contains("model.quantisation=none");
    }

    private static AdapterMethod method(String name) {
        return Objects.requireNonNull(AdapterMethods.all().get(name));
    }

    private static BaseModel base(String model) {
        return BaseModel.load(Golden.model(model), Device.cpu(), Precision.FLOAT32, Quantisation.NF4);
    }

    private static TransformerPolicy moved(BaseModel base, AdapterMethod method) {
        return FiniteDifferences.moved(base, method);
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
    void theEditIsTheMergedWeights(String name) {
        for (String model : List.of("qwen2-untied", "qwen3")) {
            try (BaseModel base = base(model);
                    TransformerPolicy policy = moved(base, method(name));
                    NDManager scope = base.newScope()) {
                String before = base.fingerprint();
                float[] edited = compiledScore(base, policy);
                assertThat(edited).isNotEqualTo(base.score(base.tensors(), IDS).logProbs());
                try (Gradients.Mode off = Gradients.recording(false)) {
                    Compilation compilation = method(name).compile(base, policy.parameters(), scope);
                    if (compilation.isMergeable()) {
                        ModelTensors merged = Fusion.compile(
                                base,
                                base.tensors(),
                                new Compilation(Map.of(), MergedWeights.of(base, compilation, scope)),
                                Precision.FLOAT32,
                                scope);
                        assertSame(edited, base.score(merged, IDS).logProbs(), 1e-4);
                    }
                }
                assertThat(base.fingerprint()).isEqualTo(before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theSamplerScoresAsTheTrainerDoes(String name) {
        try (BaseModel base = base("qwen3");
                TransformerPolicy policy = moved(base, method(name))) {
            List<SequenceGroup> groups = TinyModels.groups(3, 128);
            float[] trainer;
            try (Policy.Forward forward = policy.forward(groups, 1)) {
                trainer = forward.scores().logProbs();
            }
            assertSame(policy.score(groups, 1).logProbs(), trainer, 1e-5);
            SequenceGroup group = groups.get(0);
            int[] text = new int[group.prompt().length + group.completions().get(0).length];
            System.arraycopy(group.prompt(), 0, text, 0, group.prompt().length);
            int[] completion = group.completions().get(0);
            System.arraycopy(completion, 0, text, group.prompt().length, completion.length);
            try (CompiledModel compiled = (CompiledModel) policy.compile()) {
                float[] scores = base.score(compiled.tensors(), text).logProbs();
                for (int i = 0; i < completion.length; i++) {
                    assertThat((double) scores[group.prompt().length - 1 + i]).isCloseTo(trainer[i], within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theGradientIsThatOfFiniteDifferences(String name) {
        try (BaseModel base = base("qwen2-untied");
                TransformerPolicy policy = moved(base, new AdapterContractTest.MapAlone(method(name)));
                NDManager scope = base.newScope()) {
            FiniteDifferences.check(base, method(name), policy, scope);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aSavedAdapterIsReadAsWhatItWas(String name) throws IOException {
        try (BaseModel base = base("qwen2-untied");
                TransformerPolicy policy = moved(base, method(name))) {
            Path saved = Files.createDirectories(directory.resolve("adapter"));
            try {
                policy.saveAdapter(saved);
            } catch (InputException e) {
                assertThat(e).hasMessageContaining("merge it into the base");
                return;
            }
            try (CompiledModel loaded = base.loadAdapter(saved)) {
                assertSame(base.score(loaded.tensors(), IDS).logProbs(), compiledScore(base, policy), 1e-5);
            }
        }
    }
}
