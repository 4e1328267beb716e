package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a recorded pass keeps does not rest on Java's memory: DJL makes tensors over direct buffers, which autograd does not
 * keep alive.
 */
class GarbageCollectionTest {
    private static final List<SequenceGroup> GROUPS = TinyModels.groups(9, 128);

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                Arguments.of(Lora.allLinear(2, 5), false),
                Arguments.of(Lora.allLinear(2, 5), true),
                Arguments.of(new FullFineTuning(), true));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void collectionsBetweenForwardAndBackwardChangeNoGradient(AdapterMethod method, boolean checkpointLayers)
            throws InterruptedException {
        try (BaseModel base = BaseModel.load(Golden.model("qwen3"), Device.cpu(), Precision.FLOAT32)) {
            Map<String, float[]> expected = gradients(base, method, checkpointLayers, false);
            Map<String, float[]> actual = gradients(base, method, checkpointLayers, true);
            assertThat(expected.values()).anyMatch(gradient -> gradient[0] != 0);
            expected.forEach(
                    (name, gradient) -> assertThat(actual.get(name)).as(name).containsExactly(gradient));
        }
    }

    private static Map<String, float[]> gradients(
            BaseModel base, AdapterMethod method, boolean checkpointLayers, boolean collect)
            throws InterruptedException {
        List<ByteBuffer> litter = new ArrayList<>();
        try (TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, checkpointLayers)) {
            try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
                if (collect) {
                    collect(litter);
                }
                forward.backward(TinyModels.noise(4, TinyModels.size(GROUPS), 1), null);
            }
            if (collect) {
                collect(litter);
            }
            return policy.gradients();
        }
    }

    /** Lets freed buffers go, and writes over the memory they had. */
    private static void collect(List<ByteBuffer> litter) throws InterruptedException {
        System.gc();
        Thread.sleep(200); // the cleaner runs on a thread of its own
        for (int i = 0; i < 20_000; i++) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4 << (i % 3));
            Arrays.stream(new int[buffer.capacity()]).forEach(zero -> buffer.put((byte) 0x41));
            litter.add(buffer);
        }
    }
}
