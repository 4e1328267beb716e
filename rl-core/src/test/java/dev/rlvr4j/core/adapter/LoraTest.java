package dev.rlvr4j.core.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Golden;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoraTest {
    private static final Site QUERY_0 = Sites.site(0, Projection.QUERY);
    private static final Site QUERY_1 = Sites.site(1, Projection.QUERY);
    private static final Site DOWN_1 = Sites.site(1, Projection.DOWN);

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    private static Lora lora(boolean rslora, Map<String, Integer> ranks, Map<String, Double> alphas) {
        return new Lora(4, 8, rslora, TargetModules.allLinear(), ranks, alphas, Lora.Bias.NONE);
    }

    @Test
    void theScaleIsAlphaByTheRankOrByItsRoot() {
        assertThat(lora(false, Map.of(), Map.of()).scale(QUERY_0)).isEqualTo(2);
        assertThat(lora(true, Map.of(), Map.of()).scale(QUERY_0)).isEqualTo(4);
        assertThat(lora(true, Map.of("q_proj", 16), Map.of("q_proj", 10.0)).scale(QUERY_0))
                .isEqualTo(2.5);
        assertThat(lora(false, Map.of("q_proj", 16), Map.of()).scale(QUERY_0)).isEqualTo(0.5);
    }

    @Test
    void patternKeysMatchTheEndOfAPathAtADot() {
        Lora lora = lora(false, Map.of("layers.1.self_attn.q_proj", 2), Map.of());
        assertThat(lora.rank(QUERY_1)).isEqualTo(2);
        assertThat(lora.rank(QUERY_0)).isEqualTo(4);
        assertThat(lora(false, Map.of("proj", 2), Map.of()).rank(QUERY_0)).isEqualTo(4);
        assertThat(lora(false, Map.of("[qv]_proj", 2), Map.of()).rank(QUERY_0)).isEqualTo(2);
        assertThat(lora(false, Map.of("^model\\.layers\\.1\\..*", 2), Map.of()).rank(DOWN_1))
                .isEqualTo(2);
        assertThat(lora(false, Map.of("^layers\\.1\\..*", 2), Map.of()).rank(DOWN_1))
                .isEqualTo(4);
    }

    @Test
    void theFirstKeyThatMatchesCounts() {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        ranks.put("q_proj", 3);
        ranks.put("layers.1.self_attn.q_proj", 5);
        assertThat(lora(false, ranks, Map.of()).rank(QUERY_1)).isEqualTo(3);
        Map<String, Integer> turned = new LinkedHashMap<>();
        turned.put("layers.1.self_attn.q_proj", 5);
        turned.put("q_proj", 3);
        assertThat(lora(false, turned, Map.of()).rank(QUERY_1)).isEqualTo(5);
        assertThat(lora(false, turned, Map.of()).rank(QUERY_0)).isEqualTo(3);
    }

    @Test
    void aStartsUniformWithinTheRootOfItsInputsAndBAtZero() {
        try (BaseModel base = BaseModel.load(Golden.model("llama"), Device.cpu(), Precision.FLOAT32);
                NDManager scope = base.newScope()) {
            Map<String, NDArray> parameters = Lora.allLinear(4, 8).initialise(base, 1, scope);
            assertThat(parameters).hasSize(2 * 2 * 7);
            for (Site site : base.sites()) {
                float[] a = parameters.get(site.name() + ".lora_A.weight").toFloatArray();
                assertThat(a).hasSize(4 * site.in());
                double bound = 1 / Math.sqrt(site.in());
                double squares = 0;
                for (float value : a) {
                    assertThat(Math.abs(value)).isLessThanOrEqualTo((float) bound);
                    squares += (double) value * value;
                }
                // A uniform's variance is bound^2 / 3.
                assertThat(squares / a.length / (bound * bound)).isCloseTo(1 / 3.0, within(0.08));
                float[] b = parameters.get(site.name() + ".lora_B.weight").toFloatArray();
                assertThat(b).isEqualTo(new float[4 * site.out()]);
            }
        }
    }

    @Test
    void biasesAreTrainedAsAsked() {
        try (BaseModel base = BaseModel.load(Golden.model("qwen2-tied"), Device.cpu(), Precision.FLOAT32);
                NDManager scope = base.newScope()) {
            TargetModules targets = TargetModules.named("q_proj", "down_proj");
            String query = "model.layers.0.self_attn.q_proj.base_layer.bias";
            String key = "model.layers.1.self_attn.k_proj.bias";
            for (Lora.Bias bias : Lora.Bias.values()) {
                Map<String, NDArray> parameters =
                        new Lora(2, 2, false, targets, Map.of(), Map.of(), bias).initialise(base, 1, scope);
                assertThat(parameters.containsKey(query))
                        .isEqualTo(bias == Lora.Bias.ALL || bias == Lora.Bias.LORA_ONLY);
                assertThat(parameters.containsKey("model.layers.0.self_attn.q_proj.lora_B.bias"))
                        .isEqualTo(bias == Lora.Bias.OWN);
                assertThat(parameters.containsKey(key)).isEqualTo(bias == Lora.Bias.ALL);
                if (bias == Lora.Bias.ALL) {
                    assertThat(parameters.get(key).toFloatArray())
                            .isEqualTo(base.weight(key, scope).toFloatArray());
                }
            }
        }
    }

    @Test
    void impossibleSettingsAreRefusedByName() {
        assertThatThrownBy(() -> Lora.allLinear(0, 8))
                .isInstanceOf(InputException.class)
                .hasMessage("LoRA's rank r must be at least 1, but is 0");
        assertThatThrownBy(() -> Lora.allLinear(2, Double.NaN))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("alpha");
        assertThatThrownBy(() -> lora(false, Map.of("q_proj", 0), Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'q_proj'")
                .hasMessageContaining("rank 0");
        assertThatThrownBy(() -> lora(false, Map.of("*", 1), Map.of()).rank(QUERY_0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("regular expression");
    }
}
