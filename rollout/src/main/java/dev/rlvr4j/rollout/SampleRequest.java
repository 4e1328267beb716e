package dev.rlvr4j.rollout;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Prompt;
import org.jspecify.annotations.Nullable;

/**
 * A prompt to be continued G times, by the base or an adapter: a {@code version} is kept while tokens are sampled; of an
 * {@code adapter} the newest version is followed, token by token; where both are null, the version that was published last,
 * whichever adapter it is of.
 *
 * @param prompt what to continue
 * @param completions G, at least 1
 * @param params how tokens are drawn
 * @param seed key of this request's noise; completion i of it draws from {@code CounterRandom.key(seed, i)}
 * @param version the adapter version to sample from, {@link AdapterVersion#BASE} for none; null follows the newest
 * @param adapter name of the adapter whose newest version is followed; null where there is a version, or only one adapter
 */
public record SampleRequest(
        Prompt prompt,
        int completions,
        SamplingParams params,
        long seed,
        @Nullable AdapterVersion version,
        @Nullable String adapter) {
    public SampleRequest {
        if (completions < 1) {
            throw new RlvrException("a request needs at least one completion, but asks for " + completions);
        }
        if (version != null && adapter != null) {
            throw new RlvrException("a request is pinned to version " + version + " or follows adapter '" + adapter
                    + "', but this one asks for both");
        }
    }

    /** Of a version, or where that is null of the one that was published last. */
    public SampleRequest(
            Prompt prompt, int completions, SamplingParams params, long seed, @Nullable AdapterVersion version) {
        this(prompt, completions, params, seed, version, null);
    }

    /** The same, following an adapter where it follows anything. */
    public SampleRequest following(String name) {
        return version != null ? this : new SampleRequest(prompt, completions, params, seed, null, name);
    }

    /** The same prompt, seed and model, sampled otherwise. */
    public SampleRequest with(SamplingParams other) {
        return new SampleRequest(prompt, completions, other, seed, version, adapter);
    }
}
