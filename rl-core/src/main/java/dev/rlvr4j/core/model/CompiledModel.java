package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import java.util.IdentityHashMap;

/**
 * A compiled adapter together with the base tensors it leaves as they are: ready to be called. It lives on the device of the
 * base it was compiled for, and on those of other copies of that base as far as they ask for it. Thread-safe.
 */
public final class CompiledModel implements CompiledAdapter {
    private final BaseModel home;
    private final AdapterVersion version;
    private final ModelTensors tensors;
    private final NDManager owner;
    private final long byteSize;

    /** Guarded by this, as {@code closed} is. */
    private final IdentityHashMap<BaseModel, Replica> replicas = new IdentityHashMap<>();

    private boolean closed;

    CompiledModel(BaseModel home, AdapterVersion version, ModelTensors tensors, NDManager owner, long byteSize) {
        this.home = home;
        this.version = version;
        this.tensors = tensors;
        this.owner = owner;
        this.byteSize = byteSize;
    }

    @Override
    public AdapterVersion version() {
        return version;
    }

    /** What the programs of the base it was compiled for take. Valid until this is closed. */
    public ModelTensors tensors() {
        return tensors;
    }

    /**
     * What the programs of a base take: its own tensors, or for another copy of the base a replica on that one's device, made
     * at the first call. The replica copies what the adapter changed, and shares all else with that base. Valid until this is
     * closed.
     *
     * @param base the base it was compiled for, or one of the same shape, weights and precision
     * @throws RlvrException if that base has another shape or precision, or after this was closed
     */
    public synchronized ModelTensors tensors(BaseModel base) {
        requireOpen();
        if (base == home) {
            return tensors;
        }
        Replica replica = replicas.get(base);
        if (replica == null) {
            replica = replica(base);
            replicas.put(base, replica);
        }
        return replica.tensors();
    }

    private Replica replica(BaseModel base) {
        if (!base.config().equals(home.config())
                || base.precision() != home.precision()
                || base.quantisation() != home.quantisation()) {
            throw new RlvrException("adapter version " + version + " was compiled for " + home.path() + " in "
                    + home.precision() + ", quantisation " + home.quantisation().label() + ", and cannot be used with "
                    + base.path() + " in " + base.precision() + ", quantisation "
                    + base.quantisation().label());
        }
        return new Replica(tensors, home.tensors(), base);
    }

    /**
     * The same with noise on its norms, as a version of its own. That one takes over what this one owns: this must not be used
     * any more, and need not be closed.
     *
     * @throws RlvrException after this was closed
     */
    public synchronized CompiledModel withNoise(GainNoise noise, AdapterVersion noisy) {
        requireOpen();
        if (!replicas.isEmpty()) {
            throw new RlvrException("adapter version " + version + " is in use on other devices");
        }
        try {
            ModelTensors changed = noise.on(tensors, home.precision(), owner);
            long more = noise.sigma() == 0
                    ? 0
                    : 2L
                            * home.config().layers()
                            * home.config().hiddenSize()
                            * home.precision().bytes();
            CompiledModel result = new CompiledModel(home, noisy, changed, owner, byteSize + more);
            closed = true;
            return result;
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new RlvrException("adapter version " + version + " is closed");
        }
    }

    /** Native bytes of what the adapter changed, on one device: what a hot swap moves to each. */
    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        replicas.values().forEach(Replica::close);
        replicas.clear();
        owner.close();
    }
}
