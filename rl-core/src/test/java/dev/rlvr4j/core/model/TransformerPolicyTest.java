package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerPolicyTest {
    private static final List<SequenceGroup> GROUPS = TinyModels.groups(1, 128);
    private static final int SIZE = TinyModels.size(GROUPS);

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

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2-tied", "qwen2-untied", "qwen3"})
    void sharedPromptsGiveWhatEachTextGivesAlone(String name) {
        try (BaseModel model = BaseModel.load(Golden.model(name), Device.cpu(), Precision.FLOAT32);
                TransformerPolicy policy = policy(model);
                CompiledModel compiled = (CompiledModel) policy.compile()) {
            train(policy, 2);
            try (CompiledModel trained = (CompiledModel) policy.compile()) {
                TokenScores adapted = policy.score(GROUPS, 1);
                check(adapted, model, trained.tensors());
                try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
                    assertThat(forward.scores().logProbs()).containsExactly(adapted.logProbs());
                    assertThat(forward.scores().entropies()).containsExactly(adapted.entropies());
                }
                check(policy.scoreBase(GROUPS, 1), model, model.tensors());
                check(policy.scoreBase(GROUPS, 1), model, compiled.tensors());
            }
        }
    }

    private static void check(TokenScores actual, BaseModel model, ModelTensors state) {
        int at = 0;
        for (SequenceGroup group : GROUPS) {
            for (int[] completion : group.completions()) {
                int prompt = group.prompt().length;
                int[] ids = Arrays.copyOf(group.prompt(), prompt + completion.length);
                System.arraycopy(completion, 0, ids, prompt, completion.length);
                TokenScores alone = model.score(state, ids);
                for (int t = 0; t < completion.length; t++, at++) {
                    assertThat(actual.logProbs()[at]).isCloseTo(alone.logProbs()[prompt - 1 + t], within(1e-4f));
                    assertThat(actual.entropies()[at]).isCloseTo(alone.entropies()[prompt - 1 + t], within(1e-4f));
                }
            }
        }
        assertThat(actual.logProbs()).hasSize(at);
        assertThat(actual.entropies()).hasSize(at);
    }

    @Test
    void aFreshAdapterIsTheBaseAndATrainedOneIsNot() {
        try (TransformerPolicy policy = policy(base)) {
            float[] start = policy.score(GROUPS, 1).logProbs();
            assertThat(start).containsExactly(policy.scoreBase(GROUPS, 1).logProbs());
            train(policy, 1);
            assertThat(policy.scoreBase(GROUPS, 1).logProbs()).containsExactly(start);
            float[] moved = policy.score(GROUPS, 1).logProbs();
            // The loss was minus the sum of log-probs.
            assertThat(sum(moved)).isGreaterThan(sum(start) + 0.01);
        }
    }

    @Test
    void stepsCountVersionsAndSkippedStepsDoNot() {
        try (TransformerPolicy policy = policy(base)) {
            assertThat(policy.version()).isEqualTo(new AdapterVersion("adapter", 0));
            train(policy, 1);
            assertThat(policy.version().number()).isEqualTo(1);
            backward(policy);
            policy.discardGradients();
            assertThat(policy.version().number()).isEqualTo(1);
            train(policy, 2);
            assertThat(policy.version().number()).isEqualTo(3);
            try (CompiledAdapter compiled = policy.compile()) {
                assertThat(compiled.version()).isEqualTo(new AdapterVersion("adapter", 3));
            }
        }
    }

    @Test
    void discardedGradientsAreZeroBeforeAndAfterTheyWereRead() {
        try (TransformerPolicy policy = policy(base)) {
            backward(policy);
            policy.discardGradients();
            assertThat(policy.gradientNorm()).isZero();
            policy.discardGradients();

            backward(policy);
            double norm = policy.gradientNorm();
            assertThat(norm).isGreaterThan(0.1);
            assertThat(policy.gradientNorm()).as("read again").isEqualTo(norm);
            policy.discardGradients();
            assertThat(policy.gradientNorm()).isZero();
            policy.discardGradients();

            backward(policy);
            assertThat(policy.gradientNorm()).isEqualTo(norm);
            policy.step(AdamW.DEFAULT, 1e-3, 1);
            assertThat(policy.gradientNorm()).as("after a step").isZero();
        }
    }

    @Test
    void theGradientNormIsThatOfAllTensorsTogether() {
        try (TransformerPolicy policy = policy(base)) {
            train(policy, 1);
            backward(policy);
            double squares = 0;
            for (float[] gradient : policy.gradients().values()) {
                for (float g : gradient) {
                    squares += (double) g * g;
                }
            }
            assertThat(policy.gradientNorm()).isCloseTo(Math.sqrt(squares), within(1e-5 * Math.sqrt(squares)));
        }
    }

    @Test
    void aForwardBetweenReadingTheGradientAndTheStepIsRefused() {
        try (TransformerPolicy policy = policy(base)) {
            backward(policy);
            policy.gradientNorm();
            assertThatThrownBy(() -> policy.forward(GROUPS, 1))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("discardGradients");
            policy.step(AdamW.DEFAULT, 1e-3, 1);
            backward(policy);
            policy.gradientNorm();
            policy.discardGradients();
            backward(policy);
        }
    }

    @Test
    void backwardRunsOnce() {
        try (TransformerPolicy policy = policy(base);
                Policy.Forward forward = policy.forward(GROUPS, 1)) {
            forward.backward(new float[SIZE], null);
            assertThatThrownBy(() -> forward.backward(new float[SIZE], null)).isInstanceOf(RlvrException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aGradientOfAnotherLengthIsRefused(int length) {
        try (TransformerPolicy policy = policy(base)) {
            try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
                assertThatThrownBy(() -> forward.backward(new float[length], null))
                        .isInstanceOf(RlvrException.class)
                        .hasMessageContaining(Integer.toString(SIZE));
            }
            try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
                assertThatThrownBy(() -> forward.backward(new float[SIZE], new float[length]))
                        .isInstanceOf(RlvrException.class)
                        .hasMessageContaining(Integer.toString(SIZE));
            }
        }
    }

    @Test
    void anAbsentEntropyGradientIsAZeroOne() {
        float[] gl = TinyModels.noise(1, SIZE, 1);
        try (TransformerPolicy policy = policy(base)) {
            train(policy, 1);
            List<List<float[]>> gradients = new ArrayList<>();
            for (float[] ge : new float[][] {null, new float[SIZE]}) {
                try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
                    forward.backward(gl, ge);
                }
                gradients.add(List.copyOf(policy.gradients().values()));
                policy.discardGradients();
            }
            for (int i = 0; i < gradients.get(0).size(); i++) {
                assertThat(gradients.get(1).get(i))
                        .containsExactly(gradients.get(0).get(i), within(1e-6f));
            }
        }
    }

    @Test
    void textsLongerThanTheContextAreRefused() {
        int context = base.config().contextLength();
        try (TransformerPolicy policy = policy(base)) {
            assertThat(policy.contextLength()).isEqualTo(context);
            List<SequenceGroup> fits = List.of(TinyModels.group(1, 128, context - 4, 4));
            assertThat(policy.score(fits, 1).logProbs()).hasSize(4);
            List<SequenceGroup> tooLong = List.of(TinyModels.group(1, 128, context - 2, 4));
            assertThatThrownBy(() -> policy.score(tooLong, 1))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining((context + 2) + " tokens");
            assertThatThrownBy(() -> policy.forward(tooLong, 1)).isInstanceOf(RlvrException.class);
        }
    }

    @Test
    void trainingLeavesTheBaseAsItIs() {
        String before = base.fingerprint();
        for (AdapterMethod method : List.of(Lora.allLinear(4, 8), new FullFineTuning())) {
            try (TransformerPolicy policy = new TransformerPolicy(base, method, "adapter", 1, false)) {
                float[] start = policy.scoreBase(GROUPS, 1).logProbs();
                train(policy, 2);
                assertThat(sum(policy.score(GROUPS, 1).logProbs())).isGreaterThan(sum(start) + 0.01);
                assertThat(policy.scoreBase(GROUPS, 1).logProbs()).containsExactly(start);
                assertThat(base.fingerprint()).as(method.name()).isEqualTo(before);
            }
        }
        try (BaseModel other = BaseModel.load(Golden.model("qwen2-tied"), Device.cpu(), Precision.FLOAT32)) {
            assertThat(other.fingerprint()).isNotEqualTo(before);
        }
    }

    @Test
    void parametersAreCounted() {
        try (TransformerPolicy policy = policy(base);
                TransformerPolicy full = new TransformerPolicy(base, new FullFineTuning(), "full", 1, false)) {
            // r (in + out) of q, k, v, o, gate, up, down in each of two layers
            assertThat(policy.trainableParameters())
                    .isEqualTo(2 * 4 * (2 * (64 + 64) + 2 * (64 + 32) + 3 * (64 + 128)));
            long all = base.weightShapes().values().stream()
                    .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
                    .sum();
            assertThat(full.trainableParameters()).isEqualTo(all);
        }
    }

    private static TransformerPolicy policy(BaseModel base) {
        return new TransformerPolicy(base, Lora.allLinear(4, 8), "adapter", 1, false);
    }

    /** Makes all completions likelier. */
    private static void train(TransformerPolicy policy, int steps) {
        for (int step = 0; step < steps; step++) {
            backward(policy);
            policy.step(AdamW.DEFAULT, 3e-3, 1);
        }
    }

    private static void backward(TransformerPolicy policy) {
        float[] minusOne = new float[SIZE];
        Arrays.fill(minusOne, -1);
        try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
            forward.backward(minusOne, null);
        }
    }

    private static double sum(float[] values) {
        return Arrays.stream(TinyModels.doubles(values)).sum();
    }
}
