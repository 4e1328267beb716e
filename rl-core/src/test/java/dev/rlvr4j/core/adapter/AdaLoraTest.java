package dev.rlvr4j.core.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Golden;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaLoraTest {
    private static final AdaLora METHOD =
            new AdaLora(4, 2, 8, 12, 2, 2, 1, 0.85, 0.9, 0.5, TargetModules.named("q_proj", "down_proj"), Map.of());

    @TempDir
    Path directory;

    private BaseModel base;
    private NDManager scope;
    private Map<String, NDArray> tensors;

    @BeforeEach
    void load() {
        Torch.prepareThread(1);
        base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
        scope = base.newScope();
        tensors = METHOD.initialise(base, 3, scope);
        // All values different, so that ties do not decide.
        tensors.forEach((name, array) -> {
            if (name.endsWith(".lora_E")) {
                fill(array, 0.1f, 0.2f);
            }
        });
    }

    @AfterEach
    void close() {
        scope.close();
        base.close();
    }

    private void fill(NDArray array, float first, float step) {
        float[] values = new float[(int) array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = first + step * i;
        }
        Tensors.on(scope.getDevice())
                .overwrite(array, Tensors.floats(scope, values, array.getShape().getShape()));
    }

    private NDArray tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private List<String> values() {
        return tensors.keySet().stream()
                .filter(name -> name.endsWith(".lora_E"))
                .toList();
    }

    private long left() {
        long left = 0;
        for (String name : values()) {
            for (float value : tensor(name).toFloatArray()) {
                left += value != 0 ? 1 : 0;
            }
        }
        return left;
    }

    @Test
    void ranksFallAlongACubicSchedule() {
        // 4 layers of rank 4, 2 each at the end; T - tfinal - tinit = 8 steps.
        long[] expected = {16, 16, 13, 11, 9, 9, 8, 8, 8, 8, 8, 8, 8};
        for (int step = 1; step <= 13; step++) {
            METHOD.afterStep(step, tensors, Map.of(), scope);
            double left = 1 - (Math.min(step, 10) - 2) / 8.0;
            long cubic = step <= 2 ? 16 : (int) (8 * left * left * left + 8);
            assertThat(cubic).isEqualTo(expected[step - 1]);
            assertThat(left()).as("after step %d", step).isEqualTo(cubic);
        }
    }

    @Test
    void theLeastImportantValuesGoAndStayAwayInTheEnd() {
        String kept = values().get(1);
        fill(tensor(kept + AdaLora.IMPORTANCE), 1, 1);
        fill(tensor(kept + AdaLora.UNCERTAINTY), 1, 1);
        METHOD.afterStep(10, tensors, Map.of(), scope);
        assertThat(tensor(kept).toFloatArray()).doesNotContain(0f);
        assertThat(left()).isEqualTo(8);
        for (String name : values()) {
            fill(tensor(name), 1, 1); // as an optimizer might
        }
        METHOD.afterStep(11, tensors, Map.of(), scope);
        assertThat(left()).isEqualTo(8);
        assertThat(tensor(kept).toFloatArray()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void importanceIsARunningMeanOfWeightTimesGradient() {
        String name = values().get(0);
        NDArray gradient =
                scope.create(new float[] {1, -2, Float.NaN, 0}, tensor(name).getShape());
        METHOD.transformGradients(tensors, Map.of(name, gradient), scope);
        float[] mean = tensor(name + AdaLora.IMPORTANCE).toFloatArray();
        float[] spread = tensor(name + AdaLora.UNCERTAINTY).toFloatArray();
        double[] now = {0.1, 0.6, 0, 0}; // |E g|, without what is not finite
        for (int i = 0; i < 4; i++) {
            assertThat((double) mean[i]).isCloseTo(0.15 * now[i], within(1e-6));
            assertThat((double) spread[i]).isCloseTo(0.1 * 0.85 * now[i], within(1e-6));
        }
    }

    @Test
    void thePenaltyIsTheMeanDistanceFromOrthogonality() {
        double sum = 0;
        int count = 0;
        for (Map.Entry<String, NDArray> entry : tensors.entrySet()) {
            NDArray x = entry.getValue();
            boolean a = entry.getKey().endsWith(AdaLora.A);
            if (a || entry.getKey().endsWith(AdaLora.B)) {
                NDArray gram = a ? x.matMul(x.transpose()) : x.transpose().matMul(x);
                sum += gram.sub(scope.eye(4)).norm().getFloat();
                count++;
            }
        }
        assertThat((double) METHOD.penalty(tensors, scope).toFloatArray()[0])
                .isCloseTo(0.5 * sum / count, within(1e-5));
    }

    @Test
    void whatIsLeftIsWrittenAndReadAsPeftDoes() {
        METHOD.afterStep(10, tensors, Map.of(), scope);
        METHOD.save(base, tensors, directory);
        PeftFormat.Loaded loaded = PeftFormat.read(directory, base, scope);
        AdaLora read = (AdaLora) loaded.method();
        assertThat(read.rankPattern()).hasSize(4);
        Compilation expected = METHOD.compile(base, tensors, scope);
        Compilation actual = read.compile(base, loaded.parameters(), scope);
        Map<Site, float[]> changes = new LinkedHashMap<>();
        expected.edits().forEach((site, edit) -> changes.put(site, change(edit)));
        actual.edits().forEach((site, edit) -> {
            assertThat(Objects.requireNonNull(edit.p()).getShape().get(1)).isLessThanOrEqualTo(4);
            assertThat(change(edit)).containsExactly(changes.get(site), within(1e-6f));
        });
        long rank = actual.edits().values().stream()
                .mapToLong(edit -> Objects.requireNonNull(edit.p()).getShape().get(1))
                .sum();
        assertThat(rank).isLessThan(16);
    }

    private static float[] change(Edit edit) {
        return Objects.requireNonNull(edit.p()).matMul(edit.q()).toFloatArray();
    }
}
