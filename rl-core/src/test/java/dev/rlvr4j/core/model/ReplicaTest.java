package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A compiled version over other copies of its base; here all on the CPU, where a GPU machine has one on each GPU. */
class ReplicaTest {
    private static final int[] TEXT = TinyModels.tokens(1, 30, 128);
    private static final List<SequenceGroup> GROUPS = TinyModels.groups(9, 128);

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static Stream<Arguments> cases() {
        return Stream.of("qwen2-tied", "qwen3")
                .flatMap(model -> Stream.of(Precision.FLOAT32, Precision.BFLOAT16)
                        .flatMap(precision -> Stream.of(Lora.allLinear(3, 6), new FullFineTuning())
                                .map(method -> Arguments.of(model, precision, method))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aReplicaScoresTheSameAndCopiesWhatTheAdapterChangedAlone(
            String model, Precision precision, AdapterMethod method) {
        try (BaseModel home = load(model, precision);
                BaseModel other = load(model, precision);
                CompiledModel compiled = trained(home, method)) {
            ModelTensors mine = compiled.tensors(home);
            ModelTensors replica = compiled.tensors(other);
            assertThat(mine).isSameAs(compiled.tensors());
            assertThat(compiled.tensors(other)).isSameAs(replica);

            TokenScores expected = home.score(mine, TEXT);
            TokenScores actual = other.score(replica, TEXT);
            assertThat(actual.logProbs())
                    .containsExactly(expected.logProbs())
                    .isNotEqualTo(other.score(other.tensors(), TEXT).logProbs());
            assertThat(actual.entropies()).containsExactly(expected.entropies());

            boolean lora = method instanceof Lora;
            Set<NDArray> others = identities(other.tensors());
            Set<NDArray> homes = identities(home.tensors());
            homes.addAll(identities(mine));
            assertThat(identities(replica)).noneMatch(homes::contains);
            // An absent norm has no elements to change.
            assertThat(weights(replica)).allMatch(array -> others.contains(array) == (lora || array.size() == 0));
            assertThat(replica.edits()).noneMatch(others::contains);
            assertThat(replica.head() == replica.embedding())
                    .isEqualTo(home.config().tieWordEmbeddings());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void closingFreesReplicasAndLeavesBasesAlone(String model, Precision precision, AdapterMethod method) {
        try (BaseModel home = load(model, precision);
                BaseModel other = load(model, precision);
                BaseModel third = load(model, precision)) {
            float[] before = other.score(other.tensors(), TEXT).logProbs();
            CompiledModel compiled = trained(home, method);
            List<NDArray> owned = new ArrayList<>();
            for (BaseModel base : List.of(other, third)) {
                owned.addAll(identities(compiled.tensors(base)));
                owned.removeAll(identities(base.tensors()));
            }
            assertThat(owned).hasSizeGreaterThan(20).noneMatch(ReplicaTest::released);
            compiled.close();
            assertThat(owned).allMatch(ReplicaTest::released);
            assertThat(identities(other.tensors())).noneMatch(ReplicaTest::released);
            assertThat(other.score(other.tensors(), TEXT).logProbs()).containsExactly(before);
            assertThatThrownBy(() -> compiled.tensors(other))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("is closed");
        }
    }

    @Test
    void threadsThatAskAtOnceShareOneReplica() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (BaseModel home = load("llama", Precision.FLOAT32);
                BaseModel other = load("llama", Precision.FLOAT32);
                CompiledModel compiled = trained(home, new FullFineTuning())) {
            List<Future<ModelTensors>> asked = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asked.add(threads.submit(() -> compiled.tensors(other)));
            }
            for (Future<ModelTensors> answer : asked) {
                assertThat(answer.get()).isSameAs(compiled.tensors(other));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aBaseOfAnotherShapeOrPrecisionIsRefused() {
        try (BaseModel home = load("llama", Precision.FLOAT32);
                BaseModel shorter = load("llama", Precision.BFLOAT16);
                BaseModel another = load("qwen3", Precision.FLOAT32);
                CompiledModel compiled = trained(home, Lora.allLinear(3, 6))) {
            assertThatThrownBy(() -> compiled.tensors(shorter))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("BFLOAT16");
            assertThatThrownBy(() -> compiled.tensors(another))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("qwen3");
        }
    }

    private static BaseModel load(String model, Precision precision) {
        return BaseModel.load(Golden.model(model), Device.cpu(), precision);
    }

    private static CompiledModel trained(BaseModel base, AdapterMethod method) {
        try (TransformerPolicy policy = new TransformerPolicy(base, method, "adapter", 1, false)) {
            for (int step = 0; step < 3; step++) {
                try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
                    forward.backward(TinyModels.noise(4, TinyModels.size(GROUPS), 1), null);
                }
                policy.step(AdamW.DEFAULT, 1e-2, 1);
            }
            return (CompiledModel) policy.compile();
        }
    }

    /** The tensors other than edits that have elements; absent parts are no parts. */
    private static List<NDArray> weights(ModelTensors tensors) {
        List<NDArray> weights = new ArrayList<>(List.of(tensors.embedding(), tensors.head(), tensors.norm()));
        weights.addAll(tensors.weights());
        return weights;
    }

    private static Set<NDArray> identities(ModelTensors tensors) {
        Set<NDArray> set = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
        set.addAll(weights(tensors));
        set.addAll(tensors.edits());
        return set;
    }

    private static boolean released(NDArray array) {
        return ((ai.djl.util.NativeResource<?>) array).isReleased();
    }
}
