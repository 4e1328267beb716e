package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.Rope;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.TinyModels.Shape;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The policy's gradients against central differences of {@link ReferenceTransformer}, which are exact to many digits since it
 * computes in double precision; and against central differences of the policy itself.
 */
class PolicyGradientTest {
    private static final Rope ROPE = Rope.unscaled(10_000);
    private static final Shape LLAMA_TIED = new Shape("llama", 60, 16, 4, 2, 4, ROPE, true, true, true);
    private static final Shape QWEN2 = new Shape("qwen2", 60, 16, 4, 2, 4, ROPE, false, true, false);
    private static final Shape QWEN3 = new Shape("qwen3", 60, 16, 2, 1, 6, ROPE, true, false, false);
    private static final Shape WIDE = new Shape("llama", 9000, 8, 2, 1, 4, ROPE, false, false, false);

    private static final Lora EVERYWHERE = Lora.allLinear(3, 6);
    private static final Lora BIASES = new Lora(
            2,
            5,
            true,
            TargetModules.named("q_proj", "down_proj"),
            Map.of("layers.1.mlp.down_proj", 4),
            Map.of("q_proj", 3.0),
            Lora.Bias.ALL);

    @TempDir
    Path directory;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (double temperature : new double[] {1, 1.3}) {
            for (Shape shape : List.of(LLAMA_TIED, QWEN2, QWEN3)) {
                for (AdapterMethod method : List.of(EVERYWHERE, BIASES, new FullFineTuning())) {
                    cases.add(Arguments.of(shape, method, temperature));
                }
            }
        }
        cases.add(Arguments.of(WIDE, EVERYWHERE, 1.3));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gradientsEqualDifferencesOfTheReference(Shape shape, AdapterMethod method, double temperature) {
        List<SequenceGroup> groups = TinyModels.groups(3, shape.vocabulary());
        float[] gl = TinyModels.noise(1, TinyModels.size(groups), 1);
        float[] ge = TinyModels.noise(2, TinyModels.size(groups), 1);
        try (BaseModel base = load(shape);
                TransformerPolicy policy = policy(base, method, false)) {
            backward(policy, groups, temperature, gl, ge);
            Map<String, float[]> gradients = policy.gradients();
            Map<String, double[]> parameters = new LinkedHashMap<>();
            policy.parameters()
                    .forEach((name, array) -> parameters.put(name, TinyModels.doubles(array.toFloatArray())));
            Map<String, double[]> frozen = TinyModels.doubles(base);
            parameters.forEach((name, values) -> {
                float[] gradient = gradients.get(name);
                double norm = norm(gradient);
                for (int probe = 0; probe < 2; probe++) {
                    float[] direction = direction(name, values.length, probe);
                    double slope = slope(
                            values,
                            direction,
                            () -> new ReferenceTransformer(base.config(), merged(base, method, frozen, parameters))
                                    .score(groups, temperature)
                                    .loss(gl, ge));
                    assertThat(dot(gradient, direction))
                            .as("%s, probe %d, gradient norm %s", name, probe, norm)
                            .isCloseTo(slope, within(2e-5 + 2e-4 * norm * norm(direction)));
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"llama,1", "qwen2-tied,1.3", "qwen2-untied,1", "qwen3,1.3"})
    void gradientsEqualDifferencesOfThePolicyItself(String name, double temperature) {
        List<SequenceGroup> groups = TinyModels.groups(4, 128);
        float[] gl = TinyModels.noise(3, TinyModels.size(groups), 1);
        float[] ge = TinyModels.noise(4, TinyModels.size(groups), 1);
        try (BaseModel base = BaseModel.load(Golden.model(name), Device.cpu(), Precision.FLOAT32)) {
            for (AdapterMethod method : List.of(EVERYWHERE, new FullFineTuning())) {
                try (TransformerPolicy policy = policy(base, method, false)) {
                    backward(policy, groups, temperature, gl, ge);
                    double norm = policy.gradientNorm();
                    Map<String, float[]> gradients = policy.gradients();
                    policy.discardGradients();
                    double step = 0.02;
                    shift(policy, gradients, step / norm);
                    double up = loss(policy.score(groups, temperature), gl, ge);
                    policy.discardGradients(); // forgets the compiled tensors too
                    shift(policy, gradients, -2 * step / norm);
                    double down = loss(policy.score(groups, temperature), gl, ge);
                    assertThat((up - down) / (2 * step)).isCloseTo(norm, within(0.01 * norm));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anySplitIntoMicroBatchesGivesTheSameGradient(boolean full) {
        List<SequenceGroup> groups = TinyModels.groups(7, 60);
        float[] gl = TinyModels.noise(5, TinyModels.size(groups), 1);
        float[] ge = TinyModels.noise(6, TinyModels.size(groups), 1);
        try (BaseModel base = load(LLAMA_TIED);
                TransformerPolicy policy = policy(base, full ? new FullFineTuning() : EVERYWHERE, false)) {
            backward(policy, groups, 1, gl, ge);
            Map<String, float[]> whole = policy.gradients();
            for (int split = 1; split < 5; split++) {
                policy.discardGradients();
                int done = 0;
                for (int from = 0; from < groups.size(); from += split) {
                    List<SequenceGroup> some = groups.subList(from, Math.min(groups.size(), from + split));
                    int size = TinyModels.size(some);
                    backward(policy, some, 1, part(gl, done, size), part(ge, done, size));
                    done += size;
                }
                close(policy.gradients(), whole, 1e-5);
            }
            policy.discardGradients();
            backwardEachCompletionAlone(policy, groups, gl, ge);
            close(policy.gradients(), whole, 1e-5);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void checkpointedLayersGiveTheSameScoresAndGradients(Shape shape, AdapterMethod method) {
        List<SequenceGroup> groups = TinyModels.groups(8, shape.vocabulary());
        float[] gl = TinyModels.noise(7, TinyModels.size(groups), 1);
        float[] ge = TinyModels.noise(8, TinyModels.size(groups), 1);
        try (BaseModel base = load(shape);
                TransformerPolicy plain = policy(base, method, false);
                TransformerPolicy checkpointed = policy(base, method, true)) {
            TokenScores expected = backward(plain, groups, 1.3, gl, ge);
            TokenScores actual = backward(checkpointed, groups, 1.3, gl, ge);
            assertThat(actual.logProbs()).containsExactly(expected.logProbs());
            close(checkpointed.gradients(), plain.gradients(), 1e-6);
            assertThat(checkpointed.gradientNorm()).isGreaterThan(0.1);
        }
    }

    static Stream<Arguments> methods() {
        return Stream.of(
                Arguments.of(LLAMA_TIED, new FullFineTuning()),
                Arguments.of(QWEN2, new FullFineTuning()),
                Arguments.of(QWEN3, EVERYWHERE),
                Arguments.of(QWEN2, BIASES),
                // Nothing below layer 1 is trained.
                Arguments.of(
                        QWEN2,
                        new Lora(
                                2,
                                2,
                                false,
                                new TargetModules(List.of("up_proj"), false, List.of(), List.of(1)),
                                Map.of(),
                                Map.of(),
                                Lora.Bias.NONE)));
    }

    private BaseModel load(Shape shape) {
        ModelConfig config = shape.config();
        TinyModels.write(config, TinyModels.weights(config, 21), directory);
        return BaseModel.load(directory, Device.cpu(), Precision.FLOAT32);
    }

    /** A policy whose LoRA B matrices are not zero, so that A has gradients. */
    private static TransformerPolicy policy(BaseModel base, AdapterMethod method, boolean checkpointLayers) {
        TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, checkpointLayers);
        policy.parameters().forEach((name, array) -> {
            if (name.contains(".lora_B.")) {
                set(array, TinyModels.noise(CounterRandom.key(9, name), (int) array.size(), 0.3));
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

    private static void shift(TransformerPolicy policy, Map<String, float[]> direction, double by) {
        policy.parameters().forEach((name, array) -> {
            float[] values = array.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (by * direction.get(name)[i]);
            }
            set(array, values);
        });
    }

    private static TokenScores backward(
            TransformerPolicy policy, List<SequenceGroup> groups, double temperature, float[] gl, float[] ge) {
        try (Policy.Forward forward = policy.forward(groups, temperature)) {
            forward.backward(gl, ge);
            return forward.scores();
        }
    }

    private static void backwardEachCompletionAlone(
            TransformerPolicy policy, List<SequenceGroup> groups, float[] gl, float[] ge) {
        int done = 0;
        for (SequenceGroup group : groups) {
            for (int[] completion : group.completions()) {
                SequenceGroup alone = new SequenceGroup(group.prompt(), List.of(completion));
                backward(
                        policy,
                        List.of(alone),
                        1,
                        part(gl, done, completion.length),
                        part(ge, done, completion.length));
                done += completion.length;
            }
        }
    }

    /** The weights that an adapter's tensors mean, by the definition of LoRA in double precision. */
    private static Map<String, double[]> merged(
            BaseModel base, AdapterMethod method, Map<String, double[]> frozen, Map<String, double[]> parameters) {
        Map<String, double[]> weights = new HashMap<>(frozen);
        if (!(method instanceof Lora lora)) {
            weights.putAll(parameters);
            return weights;
        }
        parameters.forEach((name, values) -> {
            if (name.endsWith(".bias")) {
                weights.put(name.replace(".base_layer.", "."), values);
            }
        });
        for (Site site : base.sites()) {
            double[] a = parameters.get(site.name() + ".lora_A.weight");
            double[] b = parameters.get(site.name() + ".lora_B.weight");
            if (a != null && b != null) {
                weights.computeIfPresent(
                        site.name() + ".weight", (name, w) -> plus(w, b, a, site.in(), lora.scale(site)));
            }
        }
        return weights;
    }

    private static double[] plus(double[] w, double[] b, double[] a, int in, double scale) {
        int rank = a.length / in;
        double[] sum = w.clone();
        for (int o = 0; o < w.length / in; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < rank; k++) {
                    sum[o * in + i] += scale * b[o * rank + k] * a[k * in + i];
                }
            }
        }
        return sum;
    }

    private interface Loss {
        double value();
    }

    /** The central difference of a loss along a direction of some values, which are put back. */
    private static double slope(double[] values, float[] direction, Loss loss) {
        double[] before = values.clone();
        double step = 1e-5;
        double[] losses = new double[2];
        for (int side = 0; side < 2; side++) {
            for (int i = 0; i < values.length; i++) {
                values[i] = before[i] + (side == 0 ? step : -step) * direction[i];
            }
            losses[side] = loss.value();
        }
        System.arraycopy(before, 0, values, 0, values.length);
        return (losses[0] - losses[1]) / (2 * step);
    }

    /** One random direction over all elements, and one single element. */
    private static float[] direction(String name, int size, int probe) {
        long key = CounterRandom.key(31, name);
        if (probe == 0) {
            return TinyModels.noise(key, size, 1);
        }
        float[] one = new float[size];
        one[CounterRandom.below(key, 1_000_003, size)] = 1;
        return one;
    }

    private static double loss(TokenScores scores, float[] gl, float[] ge) {
        return new ReferenceTransformer.Scores(
                        TinyModels.doubles(scores.logProbs()), TinyModels.doubles(scores.entropies()))
                .loss(gl, ge);
    }

    private static void close(Map<String, float[]> actual, Map<String, float[]> expected, double relative) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> {
            float[] difference = actual.get(name).clone();
            for (int i = 0; i < difference.length; i++) {
                difference[i] -= values[i];
            }
            assertThat(norm(difference)).as(name).isLessThanOrEqualTo(relative * norm(values) + 1e-6);
        });
    }

    private static float[] part(float[] values, int from, int size) {
        return java.util.Arrays.copyOfRange(values, from, from + size);
    }

    private static double norm(float[] values) {
        return Math.sqrt(dot(values, values));
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
