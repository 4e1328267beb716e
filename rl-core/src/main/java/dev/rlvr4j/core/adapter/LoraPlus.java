package dev.rlvr4j.core.adapter;

import dev.rlvr4j.core.InputException;
import java.util.Map;

/**
 * LoRA+ (Hayou et al. 2024): LoRA whose B learns faster than its A.
 *
 * @param r rank, at least 1
 * @param alpha numerator of the scale
 * @param ratio learning rate of B over that of A, above 0; the paper advises 16
 * @param targets the linear layers it sits on
 */
public record LoraPlus(int r, double alpha, double ratio, TargetModules targets) implements LoraVariant {
    public LoraPlus {
        var unused = new Lora(r, alpha, false, targets, Map.of(), Map.of(), Lora.Bias.NONE);
        if (!(ratio > 0) || !Double.isFinite(ratio)) {
            throw new InputException("LoRA+'s ratio must be above 0, but is " + ratio);
        }
    }

    @Override
    public Lora lora() {
        return new Lora(r, alpha, false, targets, Map.of(), Map.of(), Lora.Bias.NONE);
    }

    @Override
    public String name() {
        return "lora-plus";
    }

    @Override
    public double learningRateRatio(String tensor) {
        return LoraVariant.isB(tensor) ? ratio : 1;
    }
}
