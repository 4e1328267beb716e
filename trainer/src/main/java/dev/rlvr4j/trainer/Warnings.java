package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.CLIPPED_RATIO;
import static dev.rlvr4j.trainer.metrics.MetricNames.FRAC_REWARD_ZERO_STD;
import static dev.rlvr4j.trainer.metrics.MetricNames.PROBABILITY_DIFFERENCE_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.RATIO_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.ROLLOUT_NOISE;
import static dev.rlvr4j.trainer.metrics.MetricNames.SAMPLER_TRAINER_KL;
import static dev.rlvr4j.trainer.metrics.MetricNames.STALENESS;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells the listener what looks wrong, each kind once per run. The thresholds are those that maintainers of trainers give: Tinker and
 * prime-rl for the KL, verl for probabilities and cut completions. AReaL says of the mean importance ratio that it must stay near
 * 1 without a number; a tenth is ours.
 */
final class Warnings {
    /**
     * What a metric should not leave.
     *
     * @param low a value below it warns
     * @param high a value above it warns
     */
    private record Rule(String metric, double low, double high, String advice) {
        Rule(String metric, double limit, String advice) {
            this(metric, Double.NEGATIVE_INFINITY, limit, advice);
        }
    }

    private static final Rule[] RULES = {
        new Rule(
                SAMPLER_TRAINER_KL,
                0.01,
                "sampler and trainer disagree, which biases the gradient: check that both use the same weights, adapter and"
                        + " temperature, and try float32"),
        new Rule(
                PROBABILITY_DIFFERENCE_MEAN,
                0.01,
                "sampler and trainer give the same tokens other probabilities, where below 0.005 is normal: run ./rlvr doctor with"
                        + " this recipe, and try float32 or a correction (algorithm.corrections)"),
        new Rule(
                RATIO_MEAN,
                0.9,
                1.1,
                "the policy moves far from the one that sampled within one batch: take fewer epochs or mini_batches, or a lower"
                        + " learning rate; with one update per batch it must be 1, so there run ./rlvr doctor with this recipe"),
        new Rule(
                CLIPPED_RATIO,
                0.1,
                "many completions are cut by the token limit: raise max_tokens, or reward answers that end in time"),
        new Rule(
                FRAC_REWARD_ZERO_STD,
                0.9,
                "almost all groups have equal rewards and teach nothing: the tasks are too hard or too easy for the model, or"
                        + " the verifier rejects its format; change the difficulty, or raise group_size"),
        new Rule(
                STALENESS,
                0,
                "completions come from an older adapter than the one being trained: the rollouts do not follow the published"
                        + " version"),
    };

    /** What an allowed staleness moves. */
    private static final Set<String> OF_STALENESS =
            Set.of(STALENESS, SAMPLER_TRAINER_KL, PROBABILITY_DIFFERENCE_MEAN, RATIO_MEAN);

    /** What noise on the sampler moves. */
    private static final Set<String> OF_NOISE = Set.of(SAMPLER_TRAINER_KL, PROBABILITY_DIFFERENCE_MEAN, RATIO_MEAN);

    private final RunListener listener;
    private int allowedStaleness;
    private final Set<String> told;

    Warnings(RunListener listener, Set<String> told) {
        this.listener = listener;
        this.told = new TreeSet<>(told);
    }

    /** Says that completions may be so many steps old. */
    void allowStaleness(int steps) {
        allowedStaleness = steps;
    }

    void check(int step, Map<String, Double> metrics) {
        double stale = metrics.getOrDefault(STALENESS, 0.0);
        boolean noisy = metrics.getOrDefault(ROLLOUT_NOISE, 0.0) > 0;
        for (Rule rule : RULES) {
            Double value = metrics.get(rule.metric);
            boolean expected = stale > 0 && stale <= allowedStaleness && OF_STALENESS.contains(rule.metric)
                    || noisy && OF_NOISE.contains(rule.metric);
            if (value != null && (value > rule.high || value < rule.low) && !expected) {
                tell(
                        rule.metric,
                        "step " + step + ": " + rule.metric + " is " + String.format(Locale.ROOT, "%.4g", value)
                                + (value > rule.high ? " (above " + rule.high : " (below " + rule.low) + "): "
                                + rule.advice);
            }
        }
    }

    void tell(String kind, String message) {
        if (told.add(kind)) {
            listener.onWarning(message);
        }
    }

    /** The kinds told so far. */
    Set<String> told() {
        return told;
    }
}
