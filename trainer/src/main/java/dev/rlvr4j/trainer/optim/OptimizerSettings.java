package dev.rlvr4j.trainer.optim;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.optim.Optimizer;

/**
 * How weights are updated.
 *
 * @param learningRate peak learning rate, positive
 * @param optimizer how a gradient becomes a step of this length
 * @param gradientClip largest L2 norm of the gradient over all trainable tensors; 0 is no limit
 * @param schedule shape of the learning rate after warm-up
 * @param warmupSteps steps of linear warm-up, at least 0
 * @param minimumRatio share of the peak that schedules fall to, in [0, 1]
 */
public record OptimizerSettings(
        double learningRate,
        Optimizer optimizer,
        double gradientClip,
        Schedule schedule,
        int warmupSteps,
        double minimumRatio) {
    /** LoRA on a small model: 1e-4, constant, clip at 1. */
    public static final OptimizerSettings DEFAULT =
            new OptimizerSettings(1e-4, AdamW.DEFAULT, 1.0, Schedule.CONSTANT, 0, 0);

    public OptimizerSettings {
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new InputException("learning_rate must be positive, but is " + learningRate);
        }
        if (!(gradientClip >= 0) || Double.isInfinite(gradientClip)) {
            throw new InputException("gradient_clip must be positive, or 0 for no limit, but is " + gradientClip);
        }
        if (warmupSteps < 0) {
            throw new InputException("warmup_steps must not be negative, but is " + warmupSteps);
        }
        if (!(minimumRatio >= 0 && minimumRatio <= 1)) {
            throw new InputException("minimum_ratio must be in [0, 1], but is " + minimumRatio);
        }
    }

    /**
     * The learning rate of a step. It rises on a line, reaches the peak at the last step of warm-up, and reaches the minimum one
     * step after the last, so that no step is wasted.
     *
     * @param step counted from 1
     * @param totalSteps steps of the run
     */
    public double learningRate(int step, int totalSteps) {
        if (step <= warmupSteps) {
            return learningRate * ((double) step / warmupSteps);
        }
        double progress = (double) (step - 1 - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
        return learningRate * (minimumRatio + (1 - minimumRatio) * schedule.decay(Math.min(1, progress)));
    }

    /** What a gradient of this norm is multiplied by, at most 1. */
    public double gradientScale(double gradientNorm) {
        return gradientClip == 0 || gradientNorm <= gradientClip ? 1 : gradientClip / gradientNorm;
    }
}
