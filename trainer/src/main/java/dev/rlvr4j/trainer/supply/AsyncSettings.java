package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.InputException;

/**
 * How far rollouts run ahead of the trainer.
 *
 * @param maxStaleness how many steps older than the trained version the version of a token may be; 0 is synchronous training
 * @param ahead batches asked for before their step; as many as {@code maxStaleness} keep to it by construction, more keep the
 *     workers busier and give groups that are too old
 * @param stale what becomes of a group with a token that is too old
 */
public record AsyncSettings(int maxStaleness, int ahead, Stale stale) {
    /** Each batch is sampled by the very version it trains. */
    public static final AsyncSettings SYNCHRONOUS = new AsyncSettings(0, 0, Stale.REDO);

    private static final int MOST = 64;

    /** What becomes of a group that is too old. */
    public enum Stale {
        /** The step does without it. */
        DROP,
        /** It is sampled again by the newest version. */
        REDO
    }

    public AsyncSettings {
        if (maxStaleness < 0 || maxStaleness > MOST) {
            throw new InputException(
                    "max_staleness must be from 0 (synchronous) to " + MOST + ", but is " + maxStaleness);
        }
        if (ahead < maxStaleness || ahead > MOST) {
            throw new InputException(
                    "ahead must be from max_staleness (" + maxStaleness + ") to " + MOST + ", but is " + ahead);
        }
        if (maxStaleness == 0 && ahead > 0) {
            throw new InputException(
                    "with max_staleness 0 every batch asked for ahead would be too old; set ahead to 0,"
                            + " or max_staleness to 1 or more");
        }
    }

    /** Keeps to a staleness by construction. */
    public static AsyncSettings of(int maxStaleness) {
        return new AsyncSettings(maxStaleness, maxStaleness, Stale.REDO);
    }
}
