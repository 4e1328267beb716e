package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.LoraPlus;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.optim.Optimizer;
import dev.rlvr4j.core.optim.Optimizers;
import dev.rlvr4j.core.optim.ParameterGroup;
import dev.rlvr4j.core.optim.ParameterGroups;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LearningRateRatiosTest {
    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    private static void steps(TransformerPolicy policy, BaseModel base, Optimizer optimizer) {
        List<SequenceGroup> groups = TinyModels.groups(3, base.config().vocabularySize());
        float[] gl = TinyModels.noise(1, TinyModels.size(groups), 1);
        for (int i = 0; i < 3; i++) {
            try (Policy.Forward forward = policy.forward(groups, 1)) {
                forward.backward(gl, null);
            }
            policy.step(optimizer, 1e-3, 1);
        }
    }

    @Test
    void loraPlusIsLoraWithAGroupForB() {
        Optimizer adamw = Objects.requireNonNull(Optimizers.all().get("adamw"));
        Optimizer grouped = new ParameterGroups(adamw, List.of(new ParameterGroup("lora_B", 16, null)));
        try (BaseModel base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
                TransformerPolicy plus =
                        new TransformerPolicy(base, new LoraPlus(4, 8, 16, TargetModules.allLinear()), "a", 1, false);
                TransformerPolicy lora = new TransformerPolicy(base, Lora.allLinear(4, 8), "a", 1, false);
                TransformerPolicy plain = new TransformerPolicy(base, Lora.allLinear(4, 8), "a", 1, false)) {
            steps(plus, base, adamw);
            steps(lora, base, grouped);
            steps(plain, base, adamw);
            String b = "model.layers.1.mlp.down_proj.lora_B.weight";
            plus.parameters()
                    .forEach((name, array) -> assertThat(array.toFloatArray())
                            .as(name)
                            .isEqualTo(Objects.requireNonNull(lora.parameters().get(name))
                                    .toFloatArray()));
            assertThat(Objects.requireNonNull(plus.parameters().get(b)).toFloatArray())
                    .isNotEqualTo(
                            Objects.requireNonNull(plain.parameters().get(b)).toFloatArray());
        }
    }
}
