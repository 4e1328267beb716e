package dev.rlvr4j.experiments.config;

import dev.rlvr4j.trainer.supply.AsyncSettings;
import org.jspecify.annotations.Nullable;

/**
 * How far rollouts run ahead of the trainer.
 *
 * @param maxStaleness how many steps older than the trained version the version of a token may be; 0 is synchronous
 * @param ahead batches sampled ahead of their step; null is as many as {@code max_staleness} allows, more give stale groups
 * @param stale what becomes of a group with a token that is too old: {@code redo} or {@code drop}
 * @param schedule a schedule.txt of an earlier run of this recipe, whose timing this one follows turn by turn, so that it
 *     gives the same numbers; null runs freely and writes its own
 */
public record AsyncSection(
        int maxStaleness,
        @Nullable Integer ahead,
        AsyncSettings.Stale stale,
        @Nullable String schedule) {
    static final AsyncSection DEFAULT = new AsyncSection(0, null, AsyncSettings.Stale.REDO, null);

    public AsyncSection {
        var unused = new AsyncSettings(maxStaleness, ahead == null ? maxStaleness : ahead, stale);
    }

    /** As the trainer takes it. */
    public AsyncSettings settings() {
        return new AsyncSettings(maxStaleness, ahead == null ? maxStaleness : ahead, stale);
    }

    AsyncSection withoutSchedule() {
        return new AsyncSection(maxStaleness, ahead, stale, null);
    }
}
