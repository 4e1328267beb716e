package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Tensors;
import java.util.Map;
import java.util.Objects;

/**
 * LoRA-FA (Zhang et al. 2023): LoRA with a frozen random A. The gradient of B becomes {@code (1 / s^2) g (A A' + 1e-8 I)^-1},
 * whose step of B A is nearest to a step of full fine-tuning.
 *
 * @param r rank, at least 1
 * @param alpha numerator of the scale s = alpha / r, not 0
 * @param targets the linear layers it sits on
 */
public record LoraFa(int r, double alpha, TargetModules targets) implements LoraVariant {
    public LoraFa {
        Require.atLeast("r", r, 1);
        Require.notZero("alpha", alpha);
    }

    @Override
    public String name() {
        return "lora-fa";
    }

    @Override
    public boolean trains(String tensor) {
        return LoraVariant.isB(tensor);
    }

    @Override
    public void transformGradients(Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
        gradients.forEach((name, gradient) -> {
            NDArray a = Objects.requireNonNull(tensors.get(name.replace("lora_B", "lora_A")));
            NDArray better = Maps.one(
                    Maps.call("lora_fa", scope).tensor(gradient).tensor(a).number(alpha / r), scope);
            Tensors.on(scope.getDevice()).overwrite(gradient, better);
        });
    }
}
