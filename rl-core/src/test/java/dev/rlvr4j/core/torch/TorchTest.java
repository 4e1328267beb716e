package dev.rlvr4j.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TorchTest {
    @Test
    void devicesAreReadByName() {
        assertThat(Torch.device("cpu")).isEqualTo(Device.cpu());
        assertThat(Torch.device(" CPU ")).isEqualTo(Device.cpu());
        assertThat(Torch.device("auto")).isEqualTo(Torch.gpuCount() > 0 ? Device.gpu(0) : Device.cpu());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "tpu", "cuda:", "cuda:-1", "cuda:x", "cuda 1", "cuda:99999999999999999999"})
    void otherDevicesAreRefused(String name) {
        assertThatThrownBy(() -> Torch.device(name))
                .isInstanceOf(InputException.class)
                .hasMessage("device must be auto, cpu or cuda:N, but is '" + name + "'");
    }

    @Test
    void autoAndCudaAreAllGpusAndANumberIsOne() {
        assertThat(Torch.devices("auto", 0)).containsExactly(Device.cpu());
        assertThat(Torch.devices("auto", 3)).containsExactly(Device.gpu(0), Device.gpu(1), Device.gpu(2));
        assertThat(Torch.devices("cuda", 2)).containsExactly(Device.gpu(0), Device.gpu(1));
        assertThat(Torch.devices("cuda:1", 2)).containsExactly(Device.gpu(1));
        assertThat(Torch.devices("cpu", 2)).containsExactly(Device.cpu());
        assertThatThrownBy(() -> Torch.devices("cuda:2", 2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("PyTorch sees 2 CUDA device(s)");
        assertThatThrownBy(() -> Torch.devices("cuda", 0)).isInstanceOf(InputException.class);
    }

    @Test
    void aGpuThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> Torch.device("cuda:97"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'cuda:97'")
                .hasMessageContaining("is not there");
    }

    @Test
    void theVersionIsKnown() {
        assertThat(Torch.version()).matches("libtorch \\d+\\.\\d+.*");
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void precisionsAreReadByName(Precision precision) {
        assertThat(Precision.parse(precision.name().toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(precision);
        assertThat(Precision.of(precision.dtype())).isEqualTo(precision);
        assertThat(precision.bytes()).isEqualTo(precision.dtype().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fp16", "float64", "bf16", " float32"})
    void otherPrecisionsAreRefused(String name) {
        assertThatThrownBy(() -> Precision.parse(name))
                .isInstanceOf(InputException.class)
                .hasMessage("precision must be float32, bfloat16 or float16, but is '" + name + "'");
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"F32", "BF16", "F16"})
    void typesThatAreNoWeightsAreRefused(DType type) {
        assertThatThrownBy(() -> Precision.of(type))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(type.name());
    }
}
