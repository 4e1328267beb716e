package dev.rlvr4j.rollout;

import dev.rlvr4j.core.loop.AdapterVersion;
import java.util.List;

/**
 * A turn as a {@link TurnSchedule} has it.
 *
 * @param number of the worker's turn since it rested, from 0
 * @param calls names of the calls it began, in order
 * @param versions what counted as the newest version of each adapter, the newest of all first
 * @param failed whether the sampler failed in it
 */
record ScheduledTurn(long number, List<String> calls, List<AdapterVersion> versions, boolean failed) {
    ScheduledTurn {
        calls = List.copyOf(calls);
        versions = List.copyOf(versions);
    }
}
