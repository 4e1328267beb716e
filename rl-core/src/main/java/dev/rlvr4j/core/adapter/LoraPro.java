package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Tensors;
import java.util.Map;
import java.util.Objects;

/**
 * LoRA-Pro (Wang et al. 2024): LoRA whose gradients are replaced by those that, among all that make the same step of the
 * product B A, the nearest to a step of full fine-tuning, are nearest to LoRA's own. They solve a Sylvester equation (theorem
 * 2.3), in float64.
 *
 * @param r rank, at least 1
 * @param alpha numerator of the scale s = alpha / r, not 0
 * @param targets the linear layers it sits on
 */
public record LoraPro(int r, double alpha, TargetModules targets) implements LoraVariant {
    public LoraPro {
        Require.atLeast("r", r, 1);
        Require.notZero("alpha", alpha);
    }

    @Override
    public String name() {
        return "lora-pro";
    }

    @Override
    public void transformGradients(Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
        Tensors on = Tensors.on(scope.getDevice());
        gradients.forEach((b, ofB) -> {
            String a = b.replace("lora_B", "lora_A");
            NDArray ofA = gradients.get(a);
            if (!LoraVariant.isB(b) || ofA == null) {
                return;
            }
            NDList better = Maps.call("lora_pro", scope)
                    .tensor(ofA)
                    .tensor(ofB)
                    .tensor(Objects.requireNonNull(tensors.get(a)))
                    .tensor(Objects.requireNonNull(tensors.get(b)))
                    .number(alpha / r)
                    .run(scope);
            on.overwrite(ofA, better.get(0));
            on.overwrite(ofB, better.get(1));
        });
    }
}
