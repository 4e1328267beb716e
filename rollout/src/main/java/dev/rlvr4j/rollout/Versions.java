package dev.rlvr4j.rollout;

import dev.rlvr4j.core.loop.AdapterVersion;
import org.jspecify.annotations.Nullable;

/** The adapter versions that a sampler may take in one turn. */
public interface Versions {
    /**
     * Leases the version that counts as the newest; null while nothing has been published, which means to sample from the
     * base. The caller closes the lease.
     *
     * @throws dev.rlvr4j.core.RlvrException if the versions are closed
     */
    AdapterRegistry.@Nullable Lease newest();

    /**
     * Leases the version of an adapter that counts as its newest. The caller closes the lease.
     *
     * @throws dev.rlvr4j.core.RlvrException if none of it has been published, or the versions are closed
     */
    AdapterRegistry.Lease newest(String adapter);

    /**
     * Leases a version. The caller closes the lease.
     *
     * @throws dev.rlvr4j.core.RlvrException if it is not held (any more), naming those that are, or the versions are closed
     */
    AdapterRegistry.Lease lease(AdapterVersion version);
}
