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
    /** KL to the base, k3 estimate, nats per computed token. */
    public static final String KL = "kl";
    /**
     * KL(sampler || trainer) before the step: the mean over the computed tokens of the k3 estimate e^d - 1 - d, d = trainer
     * log-prob - sampler log-prob, which is never negative. 0 up to rounding where both run the same weights.
     */
    public static final String SAMPLER_TRAINER_KL = "sampler_trainer_kl";
    /** Largest |trainer log-prob - sampler log-prob| before the step. */
    public static final String LOGP_DIFFERENCE_MAX = "sampling/logp_difference/max";
    /** Mean |trainer log-prob - sampler log-prob| before the step. */
    public static final String LOGP_DIFFERENCE_MEAN = "sampling/logp_difference/mean";

    /** Mean of exp(new - old) over the computed tokens: 1 on-policy. */
    public static final String RATIO_MEAN = "importance_ratio/mean";

    public static final String RATIO_MIN = "importance_ratio/min";
    public static final String RATIO_MAX = "importance_ratio/max";
    /** Share of computed tokens with negative advantage and a ratio below 1 - epsilon_low. */
    public static final String CLIP_LOW = "clip_ratio/low";
    /** Share of computed tokens with positive advantage and a ratio above 1 + epsilon_high. */
    public static final String CLIP_HIGH = "clip_ratio/high";

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
