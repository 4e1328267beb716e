package dev.rlvr4j.trainer.metrics;

import java.util.Set;

/**
 * What the metrics of a step are called and what they mean. Figures "over the computed tokens" leave out the completions
 * whose advantage is zero, where the loss lets them be left out.
 */
public final class MetricNames {
    /** Mean reward of all completions of the step. */
    public static final String REWARD_MEAN = "reward/mean";
    /** Standard deviation (Bessel) of the rewards of all completions of the step. */
    public static final String REWARD_STD = "reward/std";
    /** Prefix of the mean of a named part of the reward, over the completions that have it. */
    public static final String REWARD_PART = "reward/part/";
    /** Prefix of the mean of what episodes counted (turns, tool calls), over the episodes that have it. */
    public static final String EPISODES = "episodes/";
    /** Share of groups whose rewards are all equal: they teach nothing. */
    public static final String FRAC_REWARD_ZERO_STD = "frac_reward_zero_std";

    public static final String LENGTH_MEAN = "completions/mean_length";
    public static final String LENGTH_MIN = "completions/min_length";
    public static final String LENGTH_MAX = "completions/max_length";
    /** Share of completions cut by the token limit. */
    public static final String CLIPPED_RATIO = "completions/clipped_ratio";

    /** Mean entropy of the trainer's distribution, nats, over the computed tokens. */
    public static final String ENTROPY = "entropy";
    /** KL to the base by the chosen estimator, k3 unless a recipe says otherwise; nats per computed token. */
    public static final String KL = "kl";
    /** Mean over the sampled tokens of the KL estimate that the reward is lowered by, before its coefficient; nats. */
    public static final String KL_IN_REWARD = "kl/in_reward";
    /**
     * KL(sampler || trainer) before the step: the mean over the computed tokens of the k3 estimate e^d - 1 - d, d = trainer
     * log-prob - sampler log-prob, which is never negative. 0 up to rounding where both run the same weights.
     */
    public static final String SAMPLER_TRAINER_KL = "sampler_trainer_kl";
    /** The same by the k1 estimate, the mean of sampler log-prob - trainer log-prob: may be negative. */
    public static final String SAMPLER_TRAINER_KL_K1 = "sampler_trainer_kl/k1";
    /** Largest |trainer log-prob - sampler log-prob| before the step. */
    public static final String LOGP_DIFFERENCE_MAX = "sampling/logp_difference/max";
    /** Mean |trainer log-prob - sampler log-prob| before the step. */
    public static final String LOGP_DIFFERENCE_MEAN = "sampling/logp_difference/mean";
    /** Mean |trainer probability - sampler probability| before the step; below 0.005 is normal, above 0.01 a problem (verl). */
    public static final String PROBABILITY_DIFFERENCE_MEAN = "sampling/probability_difference/mean";

    public static final String PROBABILITY_DIFFERENCE_STD = "sampling/probability_difference/std";
    public static final String PROBABILITY_DIFFERENCE_MAX = "sampling/probability_difference/max";
    /** Mean over the computed tokens of exp(trainer log-prob - sampler log-prob) before the step; must stay near 1. */
    public static final String SAMPLING_RATIO_MEAN = "sampling/ratio/mean";

    public static final String SAMPLING_RATIO_STD = "sampling/ratio/std";
    public static final String SAMPLING_RATIO_MIN = "sampling/ratio/min";
    public static final String SAMPLING_RATIO_MAX = "sampling/ratio/max";
    /** (sum of these ratios)^2 / (tokens times the sum of their squares): the share of tokens that effectively count, at most 1. */
    public static final String EFFECTIVE_SAMPLE_SIZE = "sampling/effective_sample_size";
    /** Chi-squared divergence of the trainer from the sampler on tokens: mean squared ratio - 1. */
    public static final String CHI2_TOKEN = "sampling/chi2/token";
    /** The same on sequences, whose ratio is the product over their tokens; grows with length. */
    public static final String CHI2_SEQUENCE = "sampling/chi2/sequence";
    /** Mean over the sequences of exp(-mean trainer log-prob). */
    public static final String TRAINER_PERPLEXITY = "sampling/perplexity/trainer";
    /** Mean over the sequences of exp(-mean sampler log-prob). */
    public static final String SAMPLER_PERPLEXITY = "sampling/perplexity/sampler";
    /** Mean over the sequences of log trainer perplexity - log sampler perplexity. */
    public static final String LOG_PERPLEXITY_DIFFERENCE = "sampling/perplexity/log_difference";

    /** Mean factor that corrections put on the policy loss of a token. */
    public static final String CORRECTION_MEAN = "correction/weight_mean";

    public static final String CORRECTION_MIN = "correction/weight_min";
    public static final String CORRECTION_MAX = "correction/weight_max";
    /** Share of computed tokens that corrections leave out. */
    public static final String CORRECTION_MASKED = "correction/masked_ratio";

    /** Mean of exp(new - old) over the computed tokens: 1 on-policy. */
    public static final String RATIO_MEAN = "importance_ratio/mean";

    public static final String RATIO_MIN = "importance_ratio/min";
    public static final String RATIO_MAX = "importance_ratio/max";
    /** Share of computed tokens with negative advantage and a ratio below 1 - epsilon_low. */
    public static final String CLIP_LOW = "clip_ratio/low";
    /** Share of computed tokens with positive advantage and a ratio above 1 + epsilon_high. */
    public static final String CLIP_HIGH = "clip_ratio/high";

    /** Share of computed tokens whose loss the dual clip bounds. */
    public static final String CLIP_DUAL = "clip_ratio/dual";
    /** Share of computed tokens that the loss leaves out. */
    public static final String MASKED = "masked_ratio";
    /** Share of computed tokens that kl_cov penalises. */
    public static final String PENALISED = "penalised_ratio";
    /** Mean of the weight exp(old - sampler) of decoupled PPO, after mask or clamp. */
    public static final String BEHAVIOUR_WEIGHT = "behaviour_weight/mean";
    /** Share of computed tokens whose weight is above decoupled PPO's cap. */
    public static final String BEHAVIOUR_EXCESS = "behaviour_weight/excess";
    /** Coefficient of the KL term in this step. */
    public static final String KL_COEFFICIENT = "kl_coefficient";
    /** Coefficient of the entropy bonus in this step. */
    public static final String ENTROPY_COEFFICIENT = "entropy_coefficient";

    /** Value of the loss. On-policy GRPO gives values near 0 while its gradient is not: watch the reward. */
    public static final String LOSS = "loss";
    /** L2 norm of the gradient before clipping. */
    public static final String GRAD_NORM = "grad_norm";

    public static final String LEARNING_RATE = "learning_rate";
    /** Number of the adapter version after the step. */
    public static final String ADAPTER_VERSION = "adapter_version";
    /** Steps between the one that trained the version that sampled a token and this one, mean over tokens. */
    public static final String STALENESS = "staleness";
    /** The same of the oldest token. */
    public static final String STALENESS_MAX = "staleness/max";

    /** Deviation of the noise on the norms that the step's rollouts are sampled with, where there is a schedule of it. */
    public static final String ROLLOUT_NOISE = "rollout/noise";

    /** Groups that were older than allowed, and were dropped or sampled again. */
    public static final String GROUPS_STALE = "groups/stale";
    /** Groups sampled in the place of those without spread. */
    public static final String GROUPS_REFILLED = "groups/refilled";
    /** Groups of earlier steps trained on again. */
    public static final String GROUPS_REPLAYED = "groups/replayed";
    /** Groups trained on, where those without spread are not. */
    public static final String GROUPS_TRAINED = "groups/trained";
    /** Level of the curriculum that the next tasks are drawn at, before it learns from the step. */
    public static final String CURRICULUM_LEVEL = "curriculum/level";
    /** Tasks whose last pass rate makes them easy. */
    public static final String TASKS_EASY = "tasks/easy";
    /** Tasks whose last pass rate makes them hard. */
    public static final String TASKS_HARD = "tasks/hard";
    /** Optimizer steps skipped since the run began, because loss or gradient was not finite. */
    public static final String SKIPPED_STEPS = "skipped_steps";
    /** Passes over the data so far. */
    public static final String EPOCH = "epoch";

    /** Completion tokens sampled. */
    public static final String ROLLOUT_TOKENS = "num_tokens/rollout";
    /** Completion tokens that went through forward and backward. */
    public static final String TRAIN_TOKENS = "num_tokens/train";

    /** Completion tokens sampled per second of {@link #TIME_ROLLOUT}. */
    public static final String ROLLOUT_TOKENS_PER_SECOND = "tokens_per_second/rollout";
    /** Completion tokens trained per second of {@link #TIME_FORWARD_BACKWARD} and {@link #TIME_OPTIMIZER}. */
    public static final String TRAIN_TOKENS_PER_SECOND = "tokens_per_second/train";

    public static final String TIME_ROLLOUT = "time/rollout";
    public static final String TIME_REWARD = "time/reward";
    /** Seconds the trainer waited for its groups; in an asynchronous run less than they took. */
    public static final String TIME_WAIT = "time/wait";

    public static final String TIME_FORWARD_BACKWARD = "time/forward_backward";
    public static final String TIME_OPTIMIZER = "time/optimizer";
    public static final String TIME_PUBLISH = "time/publish";
    /** Seconds of the whole step, without evaluation and checkpoint. */
    public static final String TIME_STEP = "time/step";

    /** The metrics that measure time. All others are the same when a run is repeated or resumed. */
    public static final Set<String> TIMING = Set.of(
            ROLLOUT_TOKENS_PER_SECOND,
            TRAIN_TOKENS_PER_SECOND,
            TIME_ROLLOUT,
            TIME_REWARD,
            TIME_WAIT,
            TIME_FORWARD_BACKWARD,
            TIME_OPTIMIZER,
            TIME_PUBLISH,
            TIME_STEP);

    private MetricNames() {}
}
