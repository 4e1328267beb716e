package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.optim.AdamW8Bit;
import dev.rlvr4j.core.optim.Lion;
import dev.rlvr4j.core.optim.Muon;
import dev.rlvr4j.core.optim.Optimizer;
import dev.rlvr4j.core.optim.ParameterGroup;
import dev.rlvr4j.core.optim.ParameterGroups;
import dev.rlvr4j.core.optim.Sgd;
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

/** What optimizers remember in a policy: how much it is, and that it comes back bit for bit. */
class OptimizerStateTest {
    private static final List<SequenceGroup> GROUPS = TinyModels.groups(2, 128);
    private static final AdamW8Bit ALL_8_BIT = new AdamW8Bit(0.9, 0.99, 1e-8, 0.1, 0);

    @TempDir
    Path directory;

    private BaseModel base;

    @BeforeEach
    void load() {
        Torch.prepareThread(1);
        base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
    }

    @AfterEach
    void close() {
        base.close();
    }

    static Stream<Optimizer> optimizers() {
        return Stream.of(
                new AdamW(0.8, 0.95, 1e-6, 0.1),
                ALL_8_BIT,
                new AdamW8Bit(0.9, 0.99, 1e-8, 0, 500),
                new Sgd(0.9, true, 0.1),
                new Sgd(0, false, 0),
                new Lion(0.9, 0.99, 0.1),
                Muon.DEFAULT,
                new ParameterGroups(Muon.DEFAULT, List.of(new ParameterGroup("q_proj", 16, 0.1))));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aRestoredRunContinuesBitForBit(Optimizer optimizer) throws Exception {
        for (AdapterMethod method : List.of(Lora.allLinear(2, 4), new FullFineTuning())) {
            Map<String, float[]> straight;
            Path saved = Files.createDirectories(directory.resolve(method.name()));
            try (TransformerPolicy policy = policy(method)) {
                Map<String, float[]> start = floats(policy);
                train(policy, optimizer, 1, 3);
                policy.saveState(saved);
                train(policy, optimizer, 4, 6);
                straight = floats(policy);
                straight.forEach((name, values) -> {
                    for (float value : values) {
                        assertThat(value).as(name).isFinite();
                    }
                    assertThat(values).as(name + " moved").isNotEqualTo(start.get(name));
                });
            }
            try (TransformerPolicy policy = policy(method)) {
                train(policy, optimizer, 90, 91); // must leave no trace
                policy.restore(saved);
                assertThat(policy.version().number()).isEqualTo(3);
                train(policy, optimizer, 4, 6);
                straight.forEach((name, values) ->
                        assertThat(floats(policy).get(name)).as(name).isEqualTo(values));
            }
        }
    }

    @Test
    void bytesOfStateForEachScalar() {
        assertThat(bytesForEachScalar(AdamW.DEFAULT)).isEqualTo(8);
        assertThat(bytesForEachScalar(Lion.DEFAULT)).isEqualTo(4);
        assertThat(bytesForEachScalar(Sgd.DEFAULT)).isEqualTo(4);
        assertThat(bytesForEachScalar(new Sgd(0, false, 0))).isZero();
        // Embedding and head keep AdamW's two moments.
        assertThat(bytesForEachScalar(Muon.DEFAULT)).isBetween(4.0, 8.0);
        // 2 + 8 / 256, and blocks of 256 that small tensors do not fill.
        assertThat(bytesForEachScalar(ALL_8_BIT)).isBetween(2.03, 2.2);
    }

    private double bytesForEachScalar(Optimizer optimizer) {
        try (TransformerPolicy policy = policy(new FullFineTuning())) {
            assertThat(policy.optimizerBytes()).isZero();
            train(policy, optimizer, 1, 1);
            return (double) policy.optimizerBytes() / policy.trainableParameters();
        }
    }

    @Test
    void eightBitsFollowThirtyTwo() {
        Map<String, float[]> start;
        Map<String, float[]> exact;
        try (TransformerPolicy policy = policy(new FullFineTuning())) {
            start = floats(policy);
            train(policy, new AdamW(0.9, 0.99, 1e-8, 0.1), 1, 10);
            exact = floats(policy);
        }
        try (TransformerPolicy policy = policy(new FullFineTuning())) {
            train(policy, ALL_8_BIT, 1, 10);
            double apart = 0;
            double way = 0;
            for (Map.Entry<String, float[]> entry : floats(policy).entrySet()) {
                for (int i = 0; i < entry.getValue().length; i++) {
                    float end = exact.get(entry.getKey())[i];
                    apart += Math.pow(entry.getValue()[i] - end, 2);
                    way += Math.pow(end - start.get(entry.getKey())[i], 2);
                }
            }
            assertThat(Math.sqrt(apart / way)).isLessThan(0.05);
        }
    }

    @Test
    void theStateOfAnotherOptimizerIsRefused() {
        try (TransformerPolicy policy = policy(Lora.allLinear(2, 4))) {
            train(policy, ALL_8_BIT, 1, 1);
            backward(policy, 2);
            assertThatThrownBy(() -> policy.step(Lion.DEFAULT, 1e-3, 1))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("adamw_8bit")
                    .hasMessageContaining("lion");
            assertThatThrownBy(() -> policy.step(AdamW8Bit.DEFAULT, 1e-3, 1))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("#m' of shape")
                    .hasMessageContaining("other settings of adamw_8bit");
        }
    }

    @Test
    void aGroupThatGetsNoTensorIsRefused() {
        try (TransformerPolicy policy = policy(Lora.allLinear(2, 4))) {
            List<String> names = policy.trainableNames();
            groups(new ParameterGroup("lora_B", 16, null)).requireFits(names);
            assertThatThrownBy(
                            () -> groups(new ParameterGroup("lora_C", 16, null)).requireFits(names))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("'lora_C' matches none")
                    .hasMessageContaining(names.get(0))
                    .hasMessageContaining("more");
            assertThatThrownBy(() -> groups(new ParameterGroup("lora", 2, null), new ParameterGroup("lora_B", 16, null))
                            .requireFits(names))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("'lora_B' gets no tensor");
        }
    }

    @Test
    void impossibleSettingsAreRefusedByName() {
        assertThatThrownBy(() -> new AdamW(1, 0.9, 1e-8, 0)).hasMessageContaining("beta1");
        assertThatThrownBy(() -> new AdamW(0.9, -0.1, 1e-8, 0)).hasMessageContaining("beta2");
        assertThatThrownBy(() -> new AdamW(0.9, 0.9, 0, 0)).hasMessageContaining("epsilon");
        assertThatThrownBy(() -> new AdamW(0.9, 0.9, 1e-8, Double.NaN)).hasMessageContaining("weight_decay");
        assertThatThrownBy(() -> new AdamW8Bit(0.9, 0.9, 1e-8, 0, -1)).hasMessageContaining("minimum_size");
        assertThatThrownBy(() -> new Sgd(1, false, 0)).hasMessageContaining("momentum");
        assertThatThrownBy(() -> new Sgd(0, true, 0)).hasMessageContaining("nesterov");
        assertThatThrownBy(() -> new Lion(0.9, 1, 0)).hasMessageContaining("beta2");
        assertThatThrownBy(() -> new ParameterGroup("a", -1, null)).hasMessageContaining("learning_rate_ratio");
        assertThatThrownBy(() -> new ParameterGroup("[", 1, null)).hasMessageContaining("regular expression");
    }

    private static ParameterGroups groups(ParameterGroup... groups) {
        return new ParameterGroups(AdamW.DEFAULT, List.of(groups));
    }

    private TransformerPolicy policy(AdapterMethod method) {
        return new TransformerPolicy(base, method, "adapter", 1, false);
    }

    private static void train(TransformerPolicy policy, Optimizer optimizer, int from, int to) {
        for (int step = from; step <= to; step++) {
            backward(policy, step);
            policy.step(optimizer, 1e-3, Math.min(1, 1 / policy.gradientNorm()));
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
}
