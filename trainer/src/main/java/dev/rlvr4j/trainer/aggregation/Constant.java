package dev.rlvr4j.trainer.aggregation;

import dev.rlvr4j.core.InputException;

/**
 * Sum over all tokens, divided by sequences times a constant length, so that no sequence's own length enters (Dr. GRPO, Liu et
 * al. 2025).
 *
 * @param length the constant, tokens; 0 takes the rollout's max_tokens
 */
public record Constant(int length) implements Aggregation {
    public Constant {
        if (length < 0) {
            throw new InputException("length must be positive, or 0 for the rollout's max_tokens, but is " + length);
        }
    }

    @Override
    public double[] weights(BatchLayout layout) {
        if (length == 0) {
            throw new InputException("the aggregation 'constant' divides by a length, but none is known here; set its"
                    + " length, e.g. {type: constant, length: 1024}");
        }
        return layout.each(s -> 1.0 / ((double) layout.sequences() * length));
    }

    @Override
    public Constant withLimit(int maxTokens) {
        return length == 0 ? new Constant(maxTokens) : this;
    }
}
