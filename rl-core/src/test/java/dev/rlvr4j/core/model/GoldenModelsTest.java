package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenModelsTest {
    private static final double TOLERANCE = 1e-4;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2-tied", "qwen2-untied", "qwen3"})
    void modelsGiveTheLogProbsAndEntropiesOfTransformers(String name) {
        try (BaseModel base = BaseModel.load(Golden.model(name), Device.cpu(), Precision.FLOAT32)) {
            for (Golden.Case expected : Golden.cases(Golden.model(name))) {
                check(expected, base.score(base.tensors(), expected.ids()));
            }
        }
    }

    static List<String> adapters() {
        return Golden.adapters();
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void adaptersGiveTheLogProbsAndEntropiesOfPeft(String name) {
        try (BaseModel base = BaseModel.load(Golden.baseOf(name), Device.cpu(), Precision.FLOAT32);
                CompiledModel adapter = base.loadAdapter(Golden.adapter(name))) {
            for (Golden.Case expected : Golden.cases(Golden.adapter(name))) {
                check(expected, base.score(adapter.tensors(), expected.ids()));
            }
        }
    }

    private static void check(Golden.Case expected, TokenScores actual) {
        assertThat(actual.logProbs()).hasSize(expected.logProbs().length);
        assertThat(actual.entropies()).hasSize(expected.entropies().length);
        for (int i = 0; i < expected.logProbs().length; i++) {
            assertThat((double) actual.logProbs()[i]).isCloseTo(expected.logProbs()[i], within(TOLERANCE));
        }
        for (int i = 0; i < expected.entropies().length; i++) {
            assertThat((double) actual.entropies()[i]).isCloseTo(expected.entropies()[i], within(TOLERANCE));
        }
    }
}
