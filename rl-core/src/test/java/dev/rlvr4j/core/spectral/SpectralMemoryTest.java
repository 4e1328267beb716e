package dev.rlvr4j.core.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Golden;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An analysis leaves nothing behind in native memory but what it says it keeps, and records nothing. */
class SpectralMemoryTest {
    @Test
    void callsLeaveNoArraysAndNoScopes() {
        Torch.prepareThread(1);
        Lora lora = Lora.allLinear(2, 2);
        FullFineTuning full = new FullFineTuning();
        try (BaseModel base = BaseModel.load(Golden.model("qwen2-tied"), Device.cpu(), Precision.FLOAT32);
                NDManager scope = base.newScope();
                TransformerPolicy policy = new TransformerPolicy(base, full, "a", 1, false)) {
            Map<String, NDArray> trained = SpectralAnalysisTest.trained(base, lora, 0.1, scope);
            Map<String, NDArray> diverged = SpectralAnalysisTest.trained(base, lora, Double.NaN, scope);
            int before = resources(root(base));
            try (SpectralAnalysis analysis = new SpectralAnalysis(base)) {
                List<SiteSpectrum> first = analysis.of(lora, trained);
                int kept = resources(root(base));
                // The analysis' own scope, and three arrays for each layer.
                assertThat(kept).isEqualTo(before + 1 + 3 * base.sites().size());
                for (int i = 0; i < 3; i++) {
                    assertThat(analysis.of(lora, trained)).isEqualTo(first);
                    assertThat(analysis.of(full, policy.parameters())).hasSameSizeAs(first);
                    assertThatThrownBy(() -> analysis.of(lora, diverged)).isInstanceOf(RlvrException.class);
                    assertThat(resources(root(base))).isEqualTo(kept);
                }
            }
            assertThat(resources(root(base))).isEqualTo(before);
        }
    }

    @Test
    void leavesOfATrainerAreReadWithoutARecording() {
        Torch.prepareThread(1);
        Lora lora = Lora.allLinear(2, 2);
        try (BaseModel base = BaseModel.load(Golden.model("qwen2-tied"), Device.cpu(), Precision.FLOAT32);
                SpectralAnalysis analysis = new SpectralAnalysis(base);
                NDManager scope = base.newScope();
                Gradients.Mode on = Gradients.recording(true)) {
            Map<String, NDArray> plain = SpectralAnalysisTest.trained(base, lora, 0.1, scope);
            List<SiteSpectrum> expected = analysis.of(lora, plain);
            plain.values().forEach(array -> array.setRequiresGradient(true));
            assertThat(analysis.of(lora, plain)).isEqualTo(expected);
            assertThat(plain.values())
                    .allSatisfy(array -> assertThat(Gradients.of(array, scope))
                            .satisfiesAnyOf(
                                    gradient -> assertThat(gradient).isNull(),
                                    gradient ->
                                            assertThat(gradient.toFloatArray()).containsOnly(0)));
            // Still recording for the caller.
            NDArray product = plain.values()
                    .iterator()
                    .next()
                    .mul(plain.values().iterator().next());
            assertThat(Gradients.tracked(product)).isTrue();
            product.attach(scope);
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
}
