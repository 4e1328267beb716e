package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Optimizer steps, and the state that continues them. */
class OptimizerTest {
    private static final List<SequenceGroup> GROUPS = TinyModels.groups(2, 128);
    private static final AdamW ADAM_W = new AdamW(0.8, 0.95, 1e-6, 0.1);

    @TempDir
    Path directory;

    private BaseModel base;

    @BeforeEach
    void load() {
        Torch.prepareThread(1);
        base = BaseModel.load(Golden.model("qwen2-tied"), Device.cpu(), Precision.FLOAT32);
    }

    @AfterEach
    void close() {
        base.close();
    }

    static Stream<AdapterMethod> methods() {
        return Stream.of(Lora.allLinear(2, 4), new FullFineTuning());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void stepsAreThoseOfAdamWInDoublePrecision(AdapterMethod method) {
        try (TransformerPolicy policy = policy(method)) {
            Map<String, double[]> expected = new LinkedHashMap<>();
            policy.parameters().forEach((name, p) -> expected.put(name, TinyModels.doubles(p.toFloatArray())));
            Map<String, double[]> m = new LinkedHashMap<>();
            Map<String, double[]> v = new LinkedHashMap<>();
            for (int step = 1; step <= 5; step++) {
                backward(policy, step);
                double rate = 0.01 / step;
                double scale = step == 3 ? 1 : 0.37 * step;
                int t = step;
                policy.gradients().forEach((name, g) -> {
                    double[] first = m.computeIfAbsent(name, n -> new double[g.length]);
                    double[] second = v.computeIfAbsent(name, n -> new double[g.length]);
                    adamW(expected.get(name), g, first, second, t, rate, scale);
                });
                policy.step(ADAM_W, rate, scale);
                policy.parameters().forEach((name, p) -> {
                    float[] actual = p.toFloatArray();
                    for (int i = 0; i < actual.length; i++) {
                        assertThat((double) actual[i])
                                .as("%s[%d] after step %d", name, i, t)
                                .isCloseTo(expected.get(name)[i], within(2e-6 + 2e-4 * rate));
                    }
                });
            }
        }
    }

    /** Algorithm 2 of Loshchilov and Hutter 2019. */
    private static void adamW(double[] p, float[] g, double[] m, double[] v, int t, double rate, double scale) {
        for (int i = 0; i < p.length; i++) {
            double gradient = scale * g[i];
            m[i] = ADAM_W.beta1() * m[i] + (1 - ADAM_W.beta1()) * gradient;
            v[i] = ADAM_W.beta2() * v[i] + (1 - ADAM_W.beta2()) * gradient * gradient;
            double mean = m[i] / (1 - Math.pow(ADAM_W.beta1(), t));
            double root = Math.sqrt(v[i] / (1 - Math.pow(ADAM_W.beta2(), t)));
            p[i] -= rate * ADAM_W.weightDecay() * p[i] + rate * mean / (root + ADAM_W.epsilon());
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aRestoredRunContinuesBitForBit(AdapterMethod method) {
        Map<String, float[]> straight;
        try (TransformerPolicy policy = policy(method)) {
            train(policy, 1, 10);
            straight = floats(policy);
        }
        try (TransformerPolicy policy = policy(method)) {
            train(policy, 1, 5);
            policy.saveState(directory);
            train(policy, 6, 7); // must leave no trace
            backward(policy, 99);
            policy.gradientNorm(); // nor must gradients that were taken through already
            policy.restore(directory);
            assertThat(policy.version().number()).isEqualTo(5);
            train(policy, 6, 10);
            same(floats(policy), straight);
        }
        try (TransformerPolicy policy = new TransformerPolicy(base, method, "adapter", 77, true)) {
            policy.restore(directory);
            assertThat(policy.version().number()).isEqualTo(5);
            train(policy, 6, 10);
            // The same but for the order of sums in recomputed layers.
            floats(policy)
                    .forEach((name, values) -> assertThat(values)
                            .as(name)
                            .usingComparatorWithPrecision(1e-3f)
                            .containsExactly(straight.get(name)));
        }
        try (TransformerPolicy policy = new TransformerPolicy(base, method, "adapter", 77, false)) {
            policy.restore(directory);
            train(policy, 6, 10);
            same(floats(policy), straight);
        }
    }

    @Test
    void theStateOfAnotherAdapterIsRefused() throws Exception {
        try (TransformerPolicy policy = policy(Lora.allLinear(2, 4));
                TransformerPolicy wider = policy(Lora.allLinear(3, 4));
                TransformerPolicy full = policy(new FullFineTuning())) {
            train(policy, 1, 1);
            policy.saveState(directory);
            assertThatThrownBy(() -> wider.restore(directory))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("lora_A")
                    .hasMessageContaining("another adapter");
            assertThatThrownBy(() -> full.restore(directory)).isInstanceOf(RlvrException.class);
            Files.delete(directory.resolve("trainable.safetensors"));
            assertThatThrownBy(() -> policy.restore(directory))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("trainable.safetensors");
        }
    }

    @Test
    void theInitialNoiseComesFromTheSeed() {
        try (TransformerPolicy one = policy(Lora.allLinear(2, 4));
                TransformerPolicy same = policy(Lora.allLinear(2, 4));
                TransformerPolicy other = new TransformerPolicy(base, Lora.allLinear(2, 4), "adapter", 2, false)) {
            same(floats(same), floats(one));
            String a = "model.layers.0.self_attn.q_proj.lora_A.weight";
            assertThat(floats(other).get(a)).isNotEqualTo(floats(one).get(a));
        }
    }

    private TransformerPolicy policy(AdapterMethod method) {
        return new TransformerPolicy(base, method, "adapter", 1, false);
    }

    private static void train(TransformerPolicy policy, int from, int to) {
        for (int step = from; step <= to; step++) {
            backward(policy, step);
            policy.step(ADAM_W, 1e-3, Math.min(1, 1 / policy.gradientNorm()));
        }
    }

    private static void backward(TransformerPolicy policy, int step) {
        int size = TinyModels.size(GROUPS);
        try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
            forward.backward(TinyModels.noise(step, size, 1), TinyModels.noise(-step, size, 0.1));
        }
    }

    private static Map<String, float[]> floats(TransformerPolicy policy) {
        Map<String, float[]> result = new LinkedHashMap<>();
        policy.parameters().forEach((name, array) -> result.put(name, array.toFloatArray()));
        return result;
    }

    private static void same(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
    }
}
