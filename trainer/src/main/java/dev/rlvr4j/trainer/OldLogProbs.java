package dev.rlvr4j.trainer;

/** What the importance ratio exp(new - old) is taken against. */
public enum OldLogProbs {
    /**
     * The sampler's log-probs: the distribution that really sampled, at no cost. Sampler and trainer run the same program, so
     * on-policy the ratio is 1 up to float rounding, which makes it a free self-test.
     */
    SAMPLER,
    /** The trainer's own log-probs before the first update on the batch: one more forward pass, ratio exactly on-policy. */
    RECOMPUTE
}
