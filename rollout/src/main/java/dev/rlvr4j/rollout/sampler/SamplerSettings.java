package dev.rlvr4j.rollout.sampler;

import dev.rlvr4j.core.InputException;

/**
 * Limits of one sampler.
 *
 * @param maxRows most sequences decoded at once
 * @param kvCacheBytes memory budget of the KV cache
 * @param stepsPerCall tokens decoded per native call
 */
public record SamplerSettings(int maxRows, long kvCacheBytes, int stepsPerCall) {
    public SamplerSettings {
        if (maxRows < 1 || kvCacheBytes < 1 || stepsPerCall < 1) {
            throw new InputException("a sampler's rows, cache bytes and steps per call must be positive, but are "
                    + maxRows + ", " + kvCacheBytes + " and " + stepsPerCall);
        }
    }
}
