package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.InputException;

/**
 * What becomes of groups without spread, those whose rewards are all equal and therefore teach nothing.
 *
 * @param without what becomes of them
 * @param maxRounds how often the missing groups are sampled from fresh tasks, where {@code without} is {@code REFILL}; DAPO's
 *     dynamic sampling (Yu et al. 2025)
 * @param tooFew what happens where there are still too few
 * @param replay how many groups with spread are kept to fill what is missing in later steps; 0 keeps none
 * @param replayMaxAge most steps a kept group may be old
 */
public record SpreadSettings(Without without, int maxRounds, TooFew tooFew, int replay, int replayMaxAge) {
    /** All groups are trained on. */
    public static final SpreadSettings KEEP = new SpreadSettings(Without.KEEP, 0, TooFew.TRAIN, 0, 8);

    /** What becomes of a group without spread. */
    public enum Without {
        /** It is trained on; it counts in means over the batch. */
        KEEP,
        /** The step does without it. */
        DROP,
        /** Fresh tasks are sampled in its place. */
        REFILL
    }

    /** What happens where a step has too few groups with spread. */
    public enum TooFew {
        /** It trains on those there are; where there are none, on the groups without. */
        TRAIN,
        /** The run ends. */
        STOP
    }

    public SpreadSettings {
        if (without == Without.REFILL && maxRounds < 1) {
            throw new InputException("max_rounds must be at least 1 to refill, but is " + maxRounds);
        }
        if (maxRounds < 0 || replay < 0 || replayMaxAge < 1) {
            throw new InputException(
                    "max_rounds and replay must not be negative, and replay_max_age at least 1, but are " + maxRounds
                            + ", " + replay + " and " + replayMaxAge);
        }
        if (without == Without.KEEP && replay > 0) {
            throw new InputException("replay puts kept groups in the place of those without spread, which are kept"
                    + " themselves; set without_spread to drop or refill, or replay to 0");
        }
    }
}
