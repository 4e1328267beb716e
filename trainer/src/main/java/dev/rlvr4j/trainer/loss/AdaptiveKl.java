package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.KL;
import static dev.rlvr4j.trainer.metrics.MetricNames.KL_COEFFICIENT;

import dev.rlvr4j.trainer.checkpoint.Memory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The KL to the base as a term of the loss whose coefficient keeps the KL near a target (Ziegler et al. 2019, section 2.2):
 * after a step over n completions with mean KL k it is multiplied by 1 + clip(k / target - 1, -0.2, 0.2) n / horizon.
 */
public final class AdaptiveKl implements Loss, Memory {
    private final KlEstimator estimator;
    private final double target;
    private final double horizon;
    private double coefficient;

    /**
     * A controller at its start.
     *
     * @param coefficient the first one, positive
     * @param target wanted KL, nats per token, positive
     * @param horizon completions over which the coefficient moves by its full rate, positive
     */
    public AdaptiveKl(double coefficient, KlEstimator estimator, double target, double horizon) {
        Setting.positive("kl.coefficient", coefficient);
        Setting.positive("kl.target", target);
        Setting.positive("kl.horizon", horizon);
        this.coefficient = coefficient;
        this.estimator = estimator;
        this.target = target;
        this.horizon = horizon;
    }

    /** The coefficient of the next step. */
    public double coefficient() {
        return coefficient;
    }

    @Override
    public boolean needsReference() {
        return true;
    }

    @Override
    public LossResult compute(LossBatch batch) {
        LossResult result = new KlPenalty(coefficient, estimator).compute(batch);
        result.metrics().mean(KL_COEFFICIENT, coefficient);
        return result;
    }

    @Override
    public void stepped(Map<String, Double> figures, int sequences) {
        Double kl = figures.get(KL);
        if (kl != null) {
            double error = Math.max(-0.2, Math.min(0.2, kl / target - 1));
            // A batch larger than five horizons would turn the sign; the coefficient stays positive.
            coefficient *= Math.max(0.1, 1 + error * sequences / horizon);
        }
    }

    @Override
    public List<Memory> memories() {
        return List.of(this);
    }

    @Override
    public String name() {
        return "adaptive-kl";
    }

    @Override
    public void save(Path directory) throws IOException {
        Numbers.write(directory, coefficient);
    }

    @Override
    public void load(Path directory) throws IOException {
        coefficient = Numbers.read(directory, 1)[0];
    }
}
