package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.rollout.SamplingParams;

/**
 * How much is sampled for each step, and how.
 *
 * @param steps steps of the whole run: nothing is asked for beyond them
 * @param promptsPerStep groups of a step
 * @param groupSize completions of each
 * @param sampling how they are sampled
 * @param seed the run's seed
 * @param async how far rollouts run ahead
 * @param spread what becomes of groups without spread
 */
public record SupplySettings(
        int steps,
        int promptsPerStep,
        int groupSize,
        SamplingParams sampling,
        long seed,
        AsyncSettings async,
        SpreadSettings spread) {}
