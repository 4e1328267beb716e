package dev.rlvr4j.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.RlvrException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private NDManager scope;

    @BeforeEach
    void open() {
        Torch.prepareThread(1);
        scope = Torch.manager(Device.cpu());
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> Program.load("nothing", Map.of(), Device.cpu()))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("/programs/nothing.py");
    }

    @Test
    void aConstantWithoutValueIsNamed() {
        assertThatThrownBy(() -> Program.load("transformer", Map.of("heads", "2"), Device.cpu()))
                .isInstanceOf(RlvrException.class)
                .hasMessageMatching("program 'transformer' has a constant without value: \\$\\{\\w+}");
    }

    @Test
    void aTextThatDoesNotCompileFailsAtLoadingByName() {
        assertThatThrownBy(() -> Program.load("broken", Map.of(), Device.cpu()))
                .isInstanceOf(RlvrException.class)
                .hasMessageStartingWith("program 'broken' did not load: ");
    }

    @Test
    void aFailingOperationNamesProgramAndMethod() {
        try (Program program = Program.load("tensors", Map.of(), Device.cpu())) {
            assertThatThrownBy(() -> program.inference("overwrite")
                            .tensor(Tensors.floats(scope, new float[3], 3))
                            .tensor(Tensors.floats(scope, new float[2], 2))
                            .run(scope))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageStartingWith("program 'tensors' failed in overwrite: ");
            assertThatThrownBy(() -> program.inference("nothing").run(scope))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageStartingWith("program 'tensors' failed in nothing: ");
            assertThatThrownBy(() -> program.autograd("copy").run(scope))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageStartingWith("program 'tensors' failed in copy: ");
        }
    }

    @Test
    void aProgramStillRunsAfterAFailure() {
        aFailingOperationNamesProgramAndMethod();
        assertThat(Tensors.on(Device.cpu())
                        .copyOf(scope, Tensors.floats(scope, new float[] {1, 2}, 2))
                        .toFloatArray())
                .containsExactly(1, 2);
    }

    @Test
    void threadsShareAProgram() throws InterruptedException {
        Tensors tensors = Tensors.on(Device.cpu());
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            float value = t;
            threads[t] = new Thread(() -> {
                Torch.prepareThread(1);
                try (NDManager own = Torch.manager(Device.cpu())) {
                    for (int i = 0; i < 50; i++) {
                        float[] values = {value, i};
                        assertThat(tensors.copyOf(own, Tensors.floats(own, values, 2))
                                        .toFloatArray())
                                .containsExactly(values);
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }
}
