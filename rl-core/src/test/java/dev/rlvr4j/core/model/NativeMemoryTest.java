package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.Rope;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps leave nothing behind in native memory. */
class NativeMemoryTest {
    private static final List<SequenceGroup> GROUPS = TinyModels.groups(9, 128);

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                Arguments.of(Lora.allLinear(2, 4), false),
                Arguments.of(Lora.allLinear(2, 4), true),
                Arguments.of(new FullFineTuning(), false),
                Arguments.of(new FullFineTuning(), true));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void cyclesLeaveNoArraysAndNoScopes(AdapterMethod method, boolean checkpointLayers) {
        try (BaseModel base = BaseModel.load(Golden.model("qwen2-tied"), Device.cpu(), Precision.FLOAT32)) {
            int loaded = resources(root(base));
            try (TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, checkpointLayers)) {
                cycle(base, policy, GROUPS);
                int after = resources(root(base));
                assertThat(after).isGreaterThan(loaded);
                for (int i = 0; i < 20; i++) {
                    cycle(base, policy, GROUPS);
                }
                assertThat(resources(root(base))).isEqualTo(after);
            }
            assertThat(resources(root(base))).isEqualTo(loaded);
        }
    }

    /** Each cycle passes many megabytes through native memory, so that a leak of any sizable part shows. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void cyclesDoNotGrowTheProcess() throws IOException {
        ModelConfig config =
                new TinyModels.Shape("llama", 4000, 128, 4, 2, 32, Rope.unscaled(10_000), false, false, false).config();
        List<SequenceGroup> groups = List.of(TinyModels.group(1, 4000, 20, 40, 40, 40, 40));
        try (BaseModel base = BaseModel.random(config, 1, Device.cpu(), Precision.FLOAT32);
                TransformerPolicy policy = new TransformerPolicy(base, new FullFineTuning(), "a", 1, false)) {
            for (int i = 0; i < 5; i++) {
                cycle(base, policy, groups);
            }
            long before = residentBytes();
            for (int i = 0; i < 20; i++) {
                cycle(base, policy, groups);
            }
            // One leaked copy of the weights a cycle would be 90 MB.
            assertThat(residentBytes() - before).isLessThan(50L << 20);
        }
    }

    private static void cycle(BaseModel base, TransformerPolicy policy, List<SequenceGroup> groups) {
        int size = TinyModels.size(groups);
        for (int micro = 0; micro < 2; micro++) {
            try (Policy.Forward forward = policy.forward(groups, 1)) {
                forward.backward(TinyModels.noise(micro, size, 1), TinyModels.noise(5, size, 1));
            }
        }
        try (Policy.Forward unused = policy.forward(groups, 1)) {
            assertThat(unused.scores().logProbs()).hasSize(size);
        }
        policy.scoreBase(groups, 1);
        policy.gradientNorm();
        policy.step(AdamW.DEFAULT, 1e-3, 1);
        policy.score(groups, 1);
        policy.discardGradients();
        try (CompiledModel compiled = (CompiledModel) policy.compile()) {
            base.score(compiled.tensors(), groups.get(0).prompt());
        }
    }

    private static NDManager root(BaseModel base) {
        try (NDManager scope = base.newScope()) {
            return scope.getParentManager();
        }
    }

    /** Arrays and scopes under a scope. DJL lists the arrays of one scope only, so this looks inside. */
    private static int resources(NDManager scope) {
        try {
            Field field = BaseNDManager.class.getDeclaredField("resources");
            field.setAccessible(true);
            int count = 0;
            for (Object resource : ((Map<?, ?>) field.get(scope)).values()) {
                count += 1 + (resource instanceof NDManager inner ? resources(inner) : 0);
            }
            return count;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("DJL's scopes look different inside", e);
        }
    }

    private static long residentBytes() throws IOException {
        String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
        return Long.parseLong(pages[1]) * 4096;
    }
}
