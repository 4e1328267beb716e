package dev.rlvr4j.rollout;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Prompt;
import org.jspecify.annotations.Nullable;

/**
 * A prompt to be continued G times.
 *
 * @param prompt what to continue
 * @param completions G, at least 1
 * @param params how tokens are drawn
 * @param seed key of this request's noise; completion i of it draws from {@code CounterRandom.key(seed, i)}
 * @param version the adapter version to sample from; null is the newest, followed while tokens are sampled
 */
public record SampleRequest(
        Prompt prompt,
        int completions,
        SamplingParams params,
        long seed,
        @Nullable AdapterVersion version) {
    public SampleRequest {
        if (completions < 1) {
            throw new RlvrException("a request needs at least one completion, but asks for " + completions);
        }
    }
}
