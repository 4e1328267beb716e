package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.model.AdamW;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import dev.rlvr4j.trainer.optim.Schedule;

/**
 * AdamW, its learning rate and gradient clipping.
 *
 * @param learningRate its peak
 * @param schedule its shape after warm-up: {@code constant}, {@code linear} or {@code cosine}
 * @param warmupSteps steps of linear warm-up
 * @param minimumRatio share of the peak that linear and cosine fall to
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled decay per unit of learning rate
 * @param gradientClip largest L2 norm of the gradient; 0 is no limit
 */
public record OptimizerSection(
        double learningRate,
        Schedule schedule,
        int warmupSteps,
        double minimumRatio,
        double beta1,
        double beta2,
        double epsilon,
        double weightDecay,
        double gradientClip) {
    static final OptimizerSection DEFAULT = new OptimizerSection(1e-4, Schedule.CONSTANT, 0, 0, 0.9, 0.999, 1e-8, 0, 1);

    /** The settings of the training client. */
    public OptimizerSettings settings() {
        return new OptimizerSettings(
                learningRate,
                new AdamW(beta1, beta2, epsilon, weightDecay),
                gradientClip,
                schedule,
                warmupSteps,
                minimumRatio);
    }

    /** The same with another learning rate. */
    OptimizerSection withLearningRate(double rate) {
        return new OptimizerSection(
                rate, schedule, warmupSteps, minimumRatio, beta1, beta2, epsilon, weightDecay, gradientClip);
    }
}
