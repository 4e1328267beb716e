package dev.rlvr4j.rollout.sampler;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.CompiledModel;
import dev.rlvr4j.core.model.ModelTensors;
import dev.rlvr4j.rollout.AdapterRegistry;
import dev.rlvr4j.rollout.Versions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The adapter version that the running sequences sample from: pinned, or following the newest. All running sequences share
 * it. Holds a lease on it as long as it samples from it.
 */
final class Lane implements AutoCloseable {
    private final BaseModel base;
    private @Nullable AdapterVersion pinned;
    private AdapterVersion version = AdapterVersion.BASE;
    private AdapterRegistry.@Nullable Lease lease;

    Lane(BaseModel base) {
        this.base = base;
    }

    /** Whether a request for this version (null: the newest) may run beside those that run now. */
    boolean serves(@Nullable AdapterVersion wanted) {
        return Objects.equals(pinned, wanted);
    }

    /** Turns to another choice; only while nothing runs. */
    void choose(@Nullable AdapterVersion wanted) {
        pinned = wanted;
    }

    /** Brings the lane up to date; true where the version it samples from changed. */
    boolean refresh(Versions adapters) {
        AdapterVersion before = version;
        if (pinned == null) {
            AdapterRegistry.Lease newest = adapters.newest();
            take(newest, newest == null ? AdapterVersion.BASE : newest.adapter().version());
        } else if (!pinned.equals(version)) {
            take(pinned.equals(AdapterVersion.BASE) ? null : adapters.lease(pinned), pinned);
        }
        return !version.equals(before);
    }

    private void take(AdapterRegistry.@Nullable Lease next, AdapterVersion nextVersion) {
        close();
        lease = next;
        version = nextVersion;
    }

    AdapterVersion version() {
        return version;
    }

    ModelTensors model() {
        if (lease == null) {
            return base.tensors();
        }
        if (lease.adapter() instanceof CompiledModel compiled) {
            return compiled.tensors(base);
        }
        throw new RlvrException("adapter " + version + " was not compiled for a transformer sampler");
    }

    @Override
    public void close() {
        if (lease != null) {
            lease.close();
            lease = null;
        }
        version = AdapterVersion.BASE;
    }
}
