package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;

/** A compiled adapter together with the base tensors it leaves as they are: ready to be called. */
public final class CompiledModel implements CompiledAdapter {
    private final AdapterVersion version;
    private final ModelTensors tensors;
    private final NDManager owner;
    private final long byteSize;

    CompiledModel(AdapterVersion version, ModelTensors tensors, NDManager owner, long byteSize) {
        this.version = version;
        this.tensors = tensors;
        this.owner = owner;
        this.byteSize = byteSize;
    }

    @Override
    public AdapterVersion version() {
        return version;
    }

    /** What the programs take. Valid until this is closed. */
    public ModelTensors tensors() {
        return tensors;
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public void close() {
        owner.close();
    }
}
