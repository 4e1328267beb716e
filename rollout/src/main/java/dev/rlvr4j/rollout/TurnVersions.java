package dev.rlvr4j.rollout;

import dev.rlvr4j.core.loop.AdapterVersion;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one turn: which is the newest was settled before it began, so that it can be written down. Keeps that one
 * from going until closed.
 */
final class TurnVersions implements Versions, AutoCloseable {
    private final AdapterRegistry adapters;
    private final AdapterRegistry.@Nullable Lease guard;

    /** With the registry's newest. */
    static TurnVersions newest(AdapterRegistry adapters) {
        return new TurnVersions(adapters, adapters.newest());
    }

    /**
     * With a given one as the newest.
     *
     * @throws dev.rlvr4j.core.RlvrException if it is not held any more
     */
    static TurnVersions of(AdapterRegistry adapters, AdapterVersion version) {
        return new TurnVersions(adapters, version.equals(AdapterVersion.BASE) ? null : adapters.lease(version));
    }

    private TurnVersions(AdapterRegistry adapters, AdapterRegistry.@Nullable Lease guard) {
        this.adapters = adapters;
        this.guard = guard;
    }

    AdapterVersion version() {
        return guard == null ? AdapterVersion.BASE : guard.adapter().version();
    }

    @Override
    public AdapterRegistry.@Nullable Lease newest() {
        return guard == null ? null : adapters.lease(guard.adapter().version());
    }

    @Override
    public AdapterRegistry.Lease lease(AdapterVersion version) {
        return adapters.lease(version);
    }

    @Override
    public void close() {
        if (guard != null) {
            guard.close();
        }
    }
}
