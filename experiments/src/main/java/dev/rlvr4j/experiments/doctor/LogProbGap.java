package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.trainer.batch.TrainingBatch;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The gap between sampler and trainer log-probs, in the figures that maintainers of trainers give limits for: KL below 0.01 (Tinker,
 * prime-rl), mean difference of probabilities below 0.005, a problem above 0.01 (verl).
 */
final class LogProbGap implements Check {
    static final double KL_LIMIT = 0.01;
    static final double PROBABILITY_NORMAL = 0.005;
    static final double PROBABILITY_LIMIT = 0.01;

    @Override
    public String name() {
        return "sampler-trainer gap";
    }

    @Override
    public Finding examine(SetUp setUp) {
        try (Trainee trainee = Trainee.of(setUp, "gap")) {
            trainee.move(trainee.sample("gap-0", 4), setUp.visibleRate());
            trainee.move(trainee.sample("gap-1", 4), setUp.visibleRate());
            TrainingBatch batch = trainee.batch(trainee.sample("gap", 8));
            float[] sampler = Differences.sampler(batch);
            float[] trainer = trainee.logProbs(batch);
            double[] distances = Differences.sortedDistances(trainer, sampler);
            double kl = Differences.kl(trainer, sampler);
            double probability = Differences.meanProbabilityDistance(trainer, sampler);
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("kl", kl);
            figures.put("probability_difference", probability);
            figures.put("log_prob_difference_mean", Differences.meanDistance(trainer, sampler));
            figures.put("log_prob_difference_p99", distances[(int) Math.ceil(0.99 * distances.length) - 1]);
            figures.put("log_prob_difference_max", distances[distances.length - 1]);
            figures.put("tokens", (double) distances.length);
            String message = String.format(
                    Locale.ROOT,
                    "log-probs differ by %.2g on average, p99 %.2g, at most %.2g; KL %.2g (limit %s), probabilities %.2g (normal"
                            + " below %s, limit %s)",
                    figures.get("log_prob_difference_mean"),
                    figures.get("log_prob_difference_p99"),
                    figures.get("log_prob_difference_max"),
                    kl,
                    KL_LIMIT,
                    probability,
                    PROBABILITY_NORMAL,
                    PROBABILITY_LIMIT);
            return Finding.of(
                    this,
                    kl < KL_LIMIT && probability < PROBABILITY_LIMIT,
                    message,
                    figures,
                    "the gap biases the gradient and grows until training collapses: run in float32, or correct for it with"
                            + " algorithm.corrections (tis_token)");
        }
    }
}
