package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.adapter.Calibrated;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.merge.MergedCheckpoint;
import dev.rlvr4j.core.merge.OnFrozen;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A trained adapter on top of a frozen one. */
class CompositionTest {
    private static final int[] IDS = {3, 17, 5, 9, 40, 2, 31, 8, 21, 13};
    /** Low-rank, scaled, biased and dense. */
    private static final List<String> LOWER = List.of("dora", "ia3", "bitfit", "oft");

    @TempDir
    Path directory;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static List<String> methods() {
        return AdapterMethods.names().stream()
                .filter(name -> !(method(name) instanceof Calibrated))
                .toList();
    }

    private static AdapterMethod method(String name) {
        return Objects.requireNonNull(AdapterMethods.all().get(name));
    }

    private static BaseModel base() {
        return BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
    }

    /** Saves a moved adapter as the frozen one. */
    private Path frozen(BaseModel base, String name) throws IOException {
        Path saved = Files.createDirectories(directory.resolve(name));
        try (TransformerPolicy policy = FiniteDifferences.moved(base, method(name))) {
            policy.saveAdapter(saved);
        }
        return saved;
    }

    private static Map<String, float[]> values(Map<String, NDArray> tensors) {
        Map<String, float[]> values = new LinkedHashMap<>();
        tensors.forEach((name, array) -> values.put(name, array.toFloatArray()));
        return values;
    }

    private static void assertSame(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("token %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }

    /** What the composition gives is what the upper adapter gives on a base that the lower was merged into. */
    @ParameterizedTest
    @MethodSource("methods")
    void isTheUpperOnTheMergedLower(String name) throws IOException {
        // Each method on another one; together they meet all.
        String lower = LOWER.get(methods().indexOf(name) % LOWER.size());
        try (BaseModel base = base()) {
            Path below = frozen(base, lower);
            Path merged = directory.resolve(lower + "-merged");
            try (NDManager scope = base.newScope();
                    Gradients.Mode off = Gradients.recording(false)) {
                var loaded = dev.rlvr4j.core.adapter.PeftFormat.read(below, base, scope);
                Compilation compiled = loaded.method().compile(base, loaded.parameters(), scope);
                MergedCheckpoint.write(base, compiled, DType.F32, merged, scope);
            }
            try (BaseModel mergedBase = BaseModel.load(merged, Device.cpu(), Precision.FLOAT32);
                    TransformerPolicy stacked = FiniteDifferences.moved(base, OnFrozen.of(method(name), below, base))) {
                Map<String, NDArray> own = new LinkedHashMap<>(stacked.parameters());
                own.keySet().removeIf(tensor -> tensor.startsWith("frozen."));
                if (!name.equals("full")) {
                    assertThat(own.keySet())
                            .containsExactlyElementsOf(
                                    method(name).shapes(mergedBase).keySet());
                }
                float[] expected;
                try (CompiledModel compiled = mergedBase.compile(method(name), own, new AdapterVersion("upper", 0))) {
                    expected = mergedBase.score(compiled.tensors(), IDS).logProbs();
                }
                try (CompiledModel compiled = (CompiledModel) stacked.compile()) {
                    assertSame(base.score(compiled.tensors(), IDS).logProbs(), expected, 1e-4);
                }
            }
        }
    }

    @Test
    void startsAtTheFrozenAdapterWhichIsItsReference() throws IOException {
        try (BaseModel base = base()) {
            Path below = frozen(base, "dora");
            List<SequenceGroup> groups = TinyModels.groups(3, base.config().vocabularySize());
            try (TransformerPolicy stacked =
                            new TransformerPolicy(base, OnFrozen.of(Lora.allLinear(4, 8), below, base), "a", 1, false);
                    CompiledModel frozen = base.loadAdapter(below)) {
                float[] reference = stacked.scoreBase(groups, 1).logProbs();
                assertSame(stacked.score(groups, 1).logProbs(), reference, 1e-6);
                float[] expected = base.score(frozen.tensors(), IDS).logProbs();
                try (CompiledModel compiled = (CompiledModel) stacked.compile()) {
                    assertSame(base.score(compiled.tensors(), IDS).logProbs(), expected, 1e-6);
                }
                assertThat(expected)
                        .isNotEqualTo(base.score(base.tensors(), IDS).logProbs());
            }
        }
    }

    @Test
    void trainsTheUpperAloneAndResumesBitForBit() throws IOException {
        try (BaseModel base = base()) {
            AdapterMethod method = OnFrozen.of(method("dora"), frozen(base, "oft"), base);
            List<SequenceGroup> groups = TinyModels.groups(3, base.config().vocabularySize());
            try (TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, false);
                    TransformerPolicy other = new TransformerPolicy(base, method, "a", 2, false)) {
                Map<String, float[]> before = values(policy.parameters());
                float[] reference = policy.scoreBase(groups, 1).logProbs();
                step(policy, groups);
                policy.saveState(Files.createDirectories(directory.resolve("state")));
                other.restore(directory.resolve("state"));
                step(policy, groups);
                step(other, groups);
                assertThat(policy.trainableNames()).isNotEmpty().noneMatch(name -> name.startsWith("frozen."));
                Map<String, float[]> after = values(policy.parameters());
                Map<String, float[]> resumed = values(other.parameters());
                int moved = 0;
                for (String name : before.keySet()) {
                    float[] now = Objects.requireNonNull(after.get(name));
                    assertThat(resumed.get(name)).as(name).isEqualTo(now);
                    if (name.startsWith("frozen.")) {
                        assertThat(now).as(name).isEqualTo(before.get(name));
                    } else if (!java.util.Arrays.equals(now, before.get(name))) {
                        moved++;
                    }
                }
                assertThat(moved).isPositive();
                assertThat(policy.scoreBase(groups, 1).logProbs()).isEqualTo(reference);
                assertThat(policy.score(groups, 1).logProbs()).isNotEqualTo(reference);
            }
        }
    }

    private static void step(TransformerPolicy policy, List<SequenceGroup> groups) {
        float[] upstream = TinyModels.noise(1, TinyModels.size(groups), 1);
        try (Policy.Forward forward = policy.forward(groups, 1)) {
            forward.backward(upstream, null);
        }
        policy.gradientNorm();
        policy.step(AdamW.DEFAULT, 1e-2, 1);
    }

    @Test
    void itsGradientIsThatOfFiniteDifferences() throws IOException {
        try (BaseModel base = base()) {
            for (String lower : LOWER) {
                AdapterMethod method = OnFrozen.of(method("ia3"), frozen(base, lower), base);
                try (TransformerPolicy policy = FiniteDifferences.moved(base, method)) {
                    FiniteDifferences.check(policy, base.config().vocabularySize());
                }
            }
        }
    }

    @Test
    void savesTheUpperAloneAndSaysWhatItStandsOn() throws IOException {
        try (BaseModel base = base()) {
            Path below = frozen(base, "dora");
            Path saved = Files.createDirectories(directory.resolve("saved"));
            try (TransformerPolicy policy =
                    FiniteDifferences.moved(base, OnFrozen.of(Lora.allLinear(4, 8), below, base))) {
                policy.saveAdapter(saved);
            }
            assertThat(saved.resolve("README.md"))
                    .content()
                    .contains("on top of a frozen one")
                    .contains(below.toAbsolutePath().toString());
            try (NDManager scope = base.newScope()) {
                var loaded = dev.rlvr4j.core.adapter.PeftFormat.read(saved, base, scope);
                assertThat(loaded.method()).isInstanceOf(Lora.class);
                assertThat(loaded.parameters().keySet()).noneMatch(name -> name.startsWith("frozen."));
            }
        }
    }

    @Test
    void aMethodThatStartsFromDataIsRefused() throws IOException {
        try (BaseModel base = base()) {
            Path below = frozen(base, "lora");
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> OnFrozen.of(method("eva"), below, base))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("starts from data of the base alone");
        }
    }

    @Test
    void aDirectoryWithoutAnAdapterIsRefused() {
        try (BaseModel base = base()) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> OnFrozen.of(method("lora"), directory, base))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("is no adapter");
        }
    }
}
