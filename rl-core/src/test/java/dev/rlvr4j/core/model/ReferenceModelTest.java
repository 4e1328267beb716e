package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.Rope;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.TinyModels.Shape;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs against {@link ReferenceTransformer} on models of many shapes. */
class ReferenceModelTest {
    private static final double TOLERANCE = 1e-4;
    private static final Rope PLAIN = Rope.unscaled(10_000);
    /** Its ramp lies inside the frequencies of heads as small as ours. */
    private static final Rope LLAMA3 = new Rope(500, Rope.Type.LLAMA3, 8, 1, 4, 64);

    @TempDir
    Path directory;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static Stream<Shape> shapes() {
        return Stream.of(
                new Shape("llama", 97, 32, 4, 4, 8, PLAIN, false, false, false),
                new Shape("llama", 97, 32, 4, 2, 8, LLAMA3, true, true, true),
                new Shape("llama", 97, 40, 4, 1, 16, LLAMA3, false, true, false),
                new Shape("llama", 97, 32, 4, 1, 4, Rope.linear(1000, 4), false, false, true),
                new Shape("llama", 20_000, 16, 2, 1, 8, PLAIN, false, false, false),
                new Shape("llama", 16_384, 16, 2, 2, 8, PLAIN, true, false, false),
                new Shape("qwen2", 8_193, 24, 4, 2, 6, PLAIN, true, true, false),
                new Shape("qwen2", 50, 32, 4, 4, 8, PLAIN, false, true, false),
                new Shape("qwen3", 97, 24, 4, 2, 10, PLAIN, false, false, false),
                new Shape("qwen3", 97, 24, 8, 2, 4, Rope.linear(1e6, 2), true, true, false));
    }

    /** Shapes drawn at random. */
    static Stream<Shape> randomShapes() {
        return LongStream.range(0, 8).mapToObj(seed -> {
            long key = CounterRandom.key(seed, "shape");
            String family = List.of("llama", "qwen2", "qwen3").get(CounterRandom.below(key, 0, 3));
            boolean llama = family.equals("llama");
            int kvHeads = 1 + CounterRandom.below(key, 1, 3);
            return new Shape(
                    family,
                    20 + CounterRandom.below(key, 2, 200),
                    8 * (1 + CounterRandom.below(key, 3, 5)),
                    kvHeads * (1 << CounterRandom.below(key, 4, 3)),
                    kvHeads,
                    2 * (1 + CounterRandom.below(key, 5, 8)),
                    List.of(PLAIN, LLAMA3, Rope.linear(5000, 3)).get(CounterRandom.below(key, 6, 3)),
                    CounterRandom.below(key, 7, 2) == 1,
                    family.equals("qwen2") || CounterRandom.below(key, 8, 2) == 1,
                    llama && CounterRandom.below(key, 9, 2) == 1);
        });
    }

    @ParameterizedTest
    @MethodSource({"shapes", "randomShapes"})
    void packedBatchesGiveTheReferencesLogProbsAndEntropies(Shape shape) {
        ModelConfig config = shape.config();
        Map<String, float[]> weights = TinyModels.weights(config, 11);
        TinyModels.write(config, weights, directory);
        ReferenceTransformer reference = new ReferenceTransformer(config, doubles(weights));
        List<SequenceGroup> groups = TinyModels.groups(5, config.vocabularySize());
        try (BaseModel base = BaseModel.load(directory, Device.cpu(), Precision.FLOAT32);
                TransformerPolicy policy = new TransformerPolicy(base, Lora.allLinear(2, 4), "a", 1, false)) {
            assertThat(base.config()).isEqualTo(config);
            for (double temperature : new double[] {1, 1.7}) {
                ReferenceTransformer.Scores expected = reference.score(groups, temperature);
                check(policy.scoreBase(groups, temperature), expected);
                check(policy.score(groups, temperature), expected); // B = 0
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void weightsComeBackByNameAsTheyWereWritten(Shape shape) {
        ModelConfig config = shape.config();
        Map<String, float[]> weights = TinyModels.weights(config, 12);
        TinyModels.write(config, weights, directory);
        try (BaseModel base = BaseModel.load(directory, Device.cpu(), Precision.FLOAT32);
                NDManager scope = base.newScope()) {
            weights.forEach((name, values) -> assertThat(
                            Arrays.equals(base.weight(name, scope).toFloatArray(), values))
                    .as(name)
                    .isTrue());
            base.save(directory.resolve("saved"));
            try (BaseModel saved = BaseModel.load(directory.resolve("saved"), Device.cpu(), Precision.FLOAT32)) {
                assertThat(saved.fingerprint()).isEqualTo(base.fingerprint());
            }
        }
    }

    private static Map<String, double[]> doubles(Map<String, float[]> weights) {
        Map<String, double[]> result = new HashMap<>();
        weights.forEach((name, values) -> result.put(name, TinyModels.doubles(values)));
        return result;
    }

    static void check(TokenScores actual, ReferenceTransformer.Scores expected) {
        assertThat(actual.logProbs()).hasSize(expected.logProbs().length);
        assertThat(actual.entropies()).hasSize(expected.entropies().length);
        for (int i = 0; i < expected.logProbs().length; i++) {
            assertThat((double) actual.logProbs()[i])
                    .as("log-prob %d", i)
                    .isCloseTo(expected.logProbs()[i], within(TOLERANCE));
            assertThat((double) actual.entropies()[i])
                    .as("entropy %d", i)
                    .isCloseTo(expected.entropies()[i], within(TOLERANCE));
        }
    }
}
