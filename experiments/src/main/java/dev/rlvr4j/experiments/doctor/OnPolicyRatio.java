package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The importance ratio of the trainer to the sampler on what was just sampled, in the very pass that computes gradients: 1 up to
 * rounding. At the recipe's temperature, and at another, since a forgotten temperature does not show at 1.
 */
final class OnPolicyRatio implements Check {
    private static final double OTHER_TEMPERATURE = 0.7;
    private static final double TRAINED_STEPS = 2;

    @Override
    public String name() {
        return "on-policy ratio is 1";
    }

    @Override
    public Finding examine(SetUp setUp) {
        double usual = setUp.sampling().temperature();
        double other = usual == OTHER_TEMPERATURE ? 1 : OTHER_TEMPERATURE;
        Map<String, Double> figures = new LinkedHashMap<>();
        double atUsual = worst(setUp, usual, "", figures);
        double atOther = worst(setUp.withTemperature(other), other, "other_", figures);
        String message = String.format(
                Locale.ROOT,
                "|ratio - 1| at most %.2g at temperature %s and %.2g at %s (limit %s), KL %.2g and %.2g (limit %s)",
                figures.get("ratio_error"),
                usual,
                figures.get("other_ratio_error"),
                other,
                setUp.limits().ratio(),
                figures.get("kl"),
                figures.get("other_kl"),
                setUp.limits().kl());
        String advice = (atUsual > 1) == (atOther > 1)
                ? "sampler and trainer do not run the same model: look at the lines below for the adapter; if they are green,"
                        + " the precision is too low for this model, so try --set model.precision=float32"
                : "only one of the two temperatures is right: sampler and trainer do not divide the logits by the same"
                        + " temperature";
        return Finding.of(this, atUsual <= 1 && atOther <= 1, message, figures, advice);
    }

    /** The larger of the two figures over their limits. */
    private static double worst(SetUp setUp, double temperature, String prefix, Map<String, Double> figures) {
        try (Trainee trainee = Trainee.of(setUp, "ratio-" + temperature)) {
            for (int i = 0; i < TRAINED_STEPS; i++) {
                trainee.move(trainee.sample("ratio-" + i, 4), setUp.visibleRate());
            }
            List<Group> groups = trainee.sample("ratio", 8);
            TrainingBatch batch = trainee.alternating(groups);
            Map<String, Double> metrics =
                    trainee.gradient(batch, new LogProbLoss(0)).metrics().toMap();
            double ratio = Math.max(
                    Math.abs(figure(metrics, MetricNames.SAMPLING_RATIO_MAX) - 1),
                    Math.abs(figure(metrics, MetricNames.SAMPLING_RATIO_MIN) - 1));
            double kl = figure(metrics, MetricNames.SAMPLER_TRAINER_KL);
            figures.put(prefix + "temperature", temperature);
            figures.put(prefix + "ratio_error", ratio);
            figures.put(prefix + "kl", kl);
            figures.put(prefix + "tokens", (double) batch.tokens());
            double worst =
                    Math.max(ratio / setUp.limits().ratio(), kl / setUp.limits().kl());
            return Double.isNaN(worst) ? Double.POSITIVE_INFINITY : worst;
        }
    }

    private static double figure(Map<String, Double> metrics, String name) {
        return Objects.requireNonNullElse(metrics.get(name), Double.NaN);
    }
}
