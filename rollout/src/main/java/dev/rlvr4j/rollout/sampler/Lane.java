package dev.rlvr4j.rollout.sampler;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.CompiledModel;
import dev.rlvr4j.core.model.ModelTensors;
import dev.rlvr4j.rollout.AdapterRegistry;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.Versions;
import org.jspecify.annotations.Nullable;

/**
 * What some sequences sample from: a pinned version, the newest of an adapter, or the newest of all. Holds a lease on the
 * version it has come to.
 */
final class Lane implements AutoCloseable {
    private final BaseModel base;
    private final Choice choice;
    private AdapterVersion version = AdapterVersion.BASE;
    private AdapterRegistry.@Nullable Lease lease;

    /** What a request asks for, as {@link SampleRequest} has it. */
    record Choice(
            @Nullable AdapterVersion version, @Nullable String adapter) {
        static Choice of(SampleRequest request) {
            return new Choice(request.version(), request.adapter());
        }
    }

    Lane(BaseModel base, Choice choice) {
        this.base = base;
        this.choice = choice;
    }

    /** Brings the lane up to date; true where the version it samples from changed. */
    boolean refresh(Versions adapters) {
        AdapterVersion before = version;
        if (choice.adapter() != null) {
            take(adapters.newest(choice.adapter()));
        } else if (choice.version() == null) {
            take(adapters.newest());
        } else if (!choice.version().equals(version)) {
            take(adapters.lease(choice.version()));
        }
        return !version.equals(before);
    }

    private void take(AdapterRegistry.@Nullable Lease next) {
        close();
        lease = next;
        version = next == null ? AdapterVersion.BASE : next.adapter().version();
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
