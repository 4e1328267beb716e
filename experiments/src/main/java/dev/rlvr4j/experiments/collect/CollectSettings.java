package dev.rlvr4j.experiments.collect;

import dev.rlvr4j.core.InputException;

/**
 * What is sampled, and what of it is kept.
 *
 * @param part whose tasks are sampled
 * @param tasks most tasks; a finite data set may have fewer
 * @param samples completions of each task
 * @param keep which of them are kept
 * @param minScore lowest score that is kept, unless all are
 * @param most most that are kept of a task, the first ones; 0 is no limit
 * @param span what of a kept completion is to be learnt
 */
public record CollectSettings(Part part, int tasks, int samples, Keep keep, double minScore, int most, Span span) {
    /** Whose tasks are sampled. */
    public enum Part {
        TRAIN,
        HELD_OUT
    }

    /** Which completions of a task are kept. */
    public enum Keep {
        /** The one of the highest score, the first of several, if it reaches the lowest score. */
        BEST,
        /** Each that reaches the lowest score. */
        RIGHT,
        /** Each, whatever its score: data without verification. */
        ALL
    }

    /**
     * Which of the tokens that the model sampled are to be learnt, from the first on (Ji et al. 2025, "The First Few Tokens Are All You
     * Need", UPFT: prefixes of unverified samples, and some whole ones that keep the form of answers).
     *
     * @param tokens length of the prefix; 0 leaves it to {@code ratio}
     * @param ratio share of the sampled tokens, in (0, 1]; at least one token
     * @param wholeShare share of the completions that are learnt whole, chosen by the seed
     */
    public record Span(int tokens, double ratio, double wholeShare) {
        /** The whole completion. */
        public static final Span WHOLE = new Span(0, 1, 0);

        public Span {
            if (tokens < 0) {
                throw new InputException("the tokens of a prefix must not be negative, but are " + tokens);
            }
            if (!(ratio > 0 && ratio <= 1)) {
                throw new InputException("the ratio of a prefix must be above 0 and at most 1, but is " + ratio);
            }
            if (!(wholeShare >= 0 && wholeShare <= 1)) {
                throw new InputException("the share learnt whole must be from 0 to 1, but is " + wholeShare);
            }
        }

        /**
         * Tokens to be learnt of a completion.
         *
         * @param completion tokens sampled; those that tools and users gave do not count
         * @param draw uniform in [0, 1), decides whether it is learnt whole
         */
        int length(int completion, double draw) {
            if (draw < wholeShare) {
                return completion;
            }
            return tokens > 0
                    ? Math.min(tokens, completion)
                    : Math.max(1, Math.min(completion, (int) Math.round(ratio * completion)));
        }
    }

    public CollectSettings {
        if (tasks < 1 || samples < 1) {
            throw new InputException("tasks and samples must be at least 1, but are " + tasks + " and " + samples);
        }
        if (most < 0) {
            throw new InputException("the most that are kept of a task must not be negative, but is " + most);
        }
        if (!Double.isFinite(minScore)) {
            throw new InputException("the lowest score must be finite, but is " + minScore);
        }
    }
}
