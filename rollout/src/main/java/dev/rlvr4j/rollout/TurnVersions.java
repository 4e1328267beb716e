package dev.rlvr4j.rollout;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The versions of one turn: which is the newest, of each adapter and of all, was settled before it began, so that it can be
 * written down. Keeps those from going until closed.
 */
final class TurnVersions implements Versions, AutoCloseable {
    private final AdapterRegistry adapters;
    private final List<AdapterRegistry.Lease> guards;

    /** With the registry's newest. */
    static TurnVersions newest(AdapterRegistry adapters) {
        return new TurnVersions(adapters, adapters.newestOfAll());
    }

    /**
     * With given ones as the newest.
     *
     * @param versions of each adapter one, the newest of all first; the base alone where there was none
     * @throws RlvrException if one is not held any more
     */
    static TurnVersions of(AdapterRegistry adapters, List<AdapterVersion> versions) {
        List<AdapterRegistry.Lease> leases = new ArrayList<>();
        try {
            for (AdapterVersion version : versions) {
                if (!version.equals(AdapterVersion.BASE)) {
                    leases.add(adapters.lease(version));
                }
            }
        } catch (RuntimeException e) {
            leases.forEach(AdapterRegistry.Lease::close);
            throw e;
        }
        return new TurnVersions(adapters, leases);
    }

    private TurnVersions(AdapterRegistry adapters, List<AdapterRegistry.Lease> guards) {
        this.adapters = adapters;
        this.guards = guards;
    }

    /** Of each adapter the newest, the newest of all first; the base alone where nothing has been published. */
    List<AdapterVersion> all() {
        return guards.isEmpty()
                ? List.of(AdapterVersion.BASE)
                : guards.stream().map(guard -> guard.adapter().version()).toList();
    }

    @Override
    public AdapterRegistry.@Nullable Lease newest() {
        return guards.isEmpty() ? null : lease(guards.get(0).adapter().version());
    }

    @Override
    public AdapterRegistry.Lease newest(String adapter) {
        return all().stream()
                .filter(version -> version.adapter().equals(adapter))
                .findFirst()
                .map(this::lease)
                .orElseThrow(() -> new RlvrException("no version of adapter '" + adapter
                        + "' had been published when this" + " turn began, only " + all()));
    }

    @Override
    public AdapterRegistry.Lease lease(AdapterVersion version) {
        return adapters.lease(version);
    }

    @Override
    public void close() {
        guards.forEach(AdapterRegistry.Lease::close);
    }
}
