package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** A compiled adapter for another copy of its base: what it changed, copied to that one's device; all else is that base's. */
final class Replica implements AutoCloseable {
    private final NDManager owner;
    private final Tensors device;
    /** A tensor that stands twice, as tied embeddings do, is copied once. */
    private final IdentityHashMap<NDArray, NDArray> copies = new IdentityHashMap<>();

    private final ModelTensors tensors;

    /**
     * Copies.
     *
     * @param compiled the adapter over its own base
     * @param home that base's tensors
     * @param base the other copy
     */
    Replica(ModelTensors compiled, ModelTensors home, BaseModel base) {
        owner = Torch.manager(base.device());
        device = Tensors.on(base.device());
        ModelTensors there = base.tensors();
        try {
            tensors = new ModelTensors(
                    part(compiled.embedding(), home.embedding(), there.embedding()),
                    part(compiled.head(), home.head(), there.head()),
                    part(compiled.norm(), home.norm(), there.norm()),
                    parts(compiled.weights(), home.weights(), there.weights()),
                    parts(compiled.edits(), home.edits(), there.edits()),
                    parts(compiled.virtual(), home.virtual(), there.virtual()));
        } catch (RuntimeException | Error e) {
            owner.close();
            throw e;
        }
        copies.clear();
    }

    private List<NDArray> parts(List<NDArray> compiled, List<NDArray> home, List<NDArray> there) {
        List<NDArray> parts = new ArrayList<>();
        for (int i = 0; i < compiled.size(); i++) {
            parts.add(part(compiled.get(i), home.get(i), there.get(i)));
        }
        return parts;
    }

    /** The other base's tensor where the adapter has its own base's, else a copy. */
    private NDArray part(NDArray compiled, NDArray home, NDArray there) {
        return compiled == home ? there : copies.computeIfAbsent(compiled, array -> device.copyFrom(owner, array));
    }

    ModelTensors tensors() {
        return tensors;
    }

    @Override
    public void close() {
        owner.close();
    }
}
