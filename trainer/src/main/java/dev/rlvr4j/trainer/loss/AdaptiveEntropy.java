package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.ENTROPY;
import static dev.rlvr4j.trainer.metrics.MetricNames.ENTROPY_COEFFICIENT;

import dev.rlvr4j.trainer.checkpoint.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An entropy bonus that keeps entropy from falling below a target (Skywork-OR1, He et al. 2025, section 4): after each step the
 * coefficient rises by a fixed amount where the step's mean entropy was at most the target, and falls by it elsewhere, within
 * [0, maximum]. It is applied only in steps that follow one at or below the target, so not in the first.
 */
public final class AdaptiveEntropy implements Loss, Memory {
    private final double target;
    private final double change;
    private final double maximum;
    private double coefficient;
    private boolean low;

    /**
     * A controller at its start.
     *
     * @param coefficient the first one, in [0, maximum]
     * @param target least wanted entropy, nats per token, positive
     * @param change by how much the coefficient moves per step, positive
     * @param maximum largest coefficient, positive
     */
    public AdaptiveEntropy(double coefficient, double target, double change, double maximum) {
        Setting.positive("entropy.target", target);
        Setting.positive("entropy.change", change);
        Setting.positive("entropy.maximum", maximum);
        Setting.within("entropy.coefficient", coefficient, 0, maximum);
        this.coefficient = coefficient;
        this.target = target;
        this.change = change;
        this.maximum = maximum;
    }

    /** What is applied in the next step. */
    public double coefficient() {
        return low ? coefficient : 0;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        LossResult result = new EntropyBonus(coefficient()).compute(batch);
        result.metrics().mean(ENTROPY_COEFFICIENT, coefficient());
        return result;
    }

    @Override
    public void stepped(Map<String, Double> figures, int sequences) {
        Double entropy = figures.get(ENTROPY);
        if (entropy != null) {
            low = entropy <= target;
            coefficient = Math.max(0, Math.min(maximum, coefficient + (low ? change : -change)));
        }
    }

    @Override
    public List<Memory> memories() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "adaptive-entropy";
    }

    @Override
    public void save(Path directory) throws IOException {
        Numbers.write(directory, coefficient, low ? 1 : 0);
    }

    @Override
    public void load(Path directory) throws IOException {
        double[] numbers = Numbers.read(directory, 2);
        coefficient = numbers[0];
        low = numbers[1] != 0;
    }
}
