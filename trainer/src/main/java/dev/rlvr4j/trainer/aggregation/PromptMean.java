package dev.rlvr4j.trainer.aggregation;

import java.util.Arrays;

/** Mean over the prompts of the token mean within each group: a prompt with long answers weighs no more than another. */
public record PromptMean() implements Aggregation {
    @Override
    public double[] weights(BatchLayout layout) {
        int[] groups = layout.groups();
        long[] tokens = new long[Arrays.stream(groups).max().orElse(-1) + 1];
        for (int s = 0; s < groups.length; s++) {
            tokens[groups[s]] += layout.lengths()[s];
        }
        return layout.each(s -> 1.0 / ((double) tokens.length * Math.max(1, tokens[groups[s]])));
    }
}
