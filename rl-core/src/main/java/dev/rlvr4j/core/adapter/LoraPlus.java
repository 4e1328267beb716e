package dev.rlvr4j.core.adapter;

import dev.rlvr4j.core.InputException;

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
        Require.atLeast("r", r, 1);
        Require.finite("alpha", alpha);
        if (!(ratio > 0) || !Double.isFinite(ratio)) {
            throw new InputException("LoRA+'s ratio must be above 0, but is " + ratio);
        }
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
