package dev.rlvr4j.trainer;

import dev.rlvr4j.trainer.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * What a forward and backward pass over a batch gave, besides the gradient that stays in the policy.
 *
 * @param loss the loss of the batch; 0 if no sequence had to be computed
 * @param nonFinite what was not finite, if anything was: then the next optimizer step is skipped
 * @param metrics loss, entropy, differences to the sampler, and the loss's own; empty if something was not finite
 */
public record ForwardBackwardResult(double loss, @Nullable String nonFinite, Metrics metrics) {}
