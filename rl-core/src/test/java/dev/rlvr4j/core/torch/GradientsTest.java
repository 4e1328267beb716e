package dev.rlvr4j.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientsTest {
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

    private NDArray floats(float... values) {
        return Tensors.floats(scope, values, values.length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theModeBeforeIsRestoredHoweverTheyNest(boolean outer) {
        try (Gradients.Mode first = Gradients.recording(outer)) {
            try (Gradients.Mode second = Gradients.recording(!outer)) {
                assertThat(JniUtils.isGradMode()).isEqualTo(!outer);
                try (Gradients.Mode third = Gradients.recording(!outer)) {
                    assertThat(JniUtils.isGradMode()).isEqualTo(!outer);
                }
                assertThat(JniUtils.isGradMode()).isEqualTo(!outer);
            }
            assertThat(JniUtils.isGradMode()).isEqualTo(outer);
            assertThatThrownBy(() -> {
                        try (Gradients.Mode second = Gradients.recording(!outer)) {
                            throw new IllegalStateException("thrown");
                        }
                    })
                    .hasMessage("thrown");
            assertThat(JniUtils.isGradMode()).isEqualTo(outer);
        }
    }

    @Test
    void theModeIsTheCallingThreadsOwn() throws InterruptedException {
        try (Gradients.Mode on = Gradients.recording(true)) {
            Thread other = new Thread(() -> {
                Gradients.Mode off = Gradients.recording(false); // stays off there
                assertThat(off).isNotNull();
            });
            other.start();
            other.join();
            assertThat(JniUtils.isGradMode()).isTrue();
        }
    }

    @Test
    void gradientsAddUpOnALeafAndLeaveItsSourceAlone() {
        NDArray source = floats(1, 2, 3);
        NDArray leaf = Gradients.leaf(source, scope);
        assertThat(Gradients.of(leaf, scope)).isNull();
        try (Gradients.Mode on = Gradients.recording(true)) {
            for (int pass = 0; pass < 2; pass++) {
                Gradients.backward(leaf.mul(leaf), floats(1, 10, 100)); // d = 2 x upstream
            }
        }
        assertThat(Gradients.of(leaf, scope).toFloatArray()).containsExactly(4, 80, 1200);
        assertThat(Gradients.tracked(source)).isFalse();
        assertThat(leaf.toFloatArray()).containsExactly(1, 2, 3);
    }

    @Test
    void whatIsComputedFromALeafWhileRecordingIsTracked() {
        NDArray leaf = Gradients.leaf(floats(1, 2), scope);
        NDArray plain = floats(3, 4);
        try (Gradients.Mode on = Gradients.recording(true)) {
            assertThat(Gradients.tracked(leaf)).isTrue();
            assertThat(Gradients.tracked(leaf.mul(plain))).isTrue();
            assertThat(Gradients.tracked(leaf.mul(2).exp())).isTrue();
            assertThat(Gradients.tracked(plain.mul(plain))).isFalse();
            assertThat(Gradients.tracked(leaf.mul(2).stopGradient())).isFalse();
        }
        try (Gradients.Mode off = Gradients.recording(false)) {
            assertThat(Gradients.tracked(leaf.mul(plain))).isFalse();
        }
    }
}
