package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The compiled tensors of one optimizer step, cut from the compile map: the programs take leaves with the same values, on
 * which gradients add up, and {@link #backward} takes those through the recorded map to the trainable tensors.
 */
final class RecordedModel implements AutoCloseable {
    private final NDManager scope;
    private final Tensors operations;
    private final ModelTensors tensors;
    private final List<NDArray> mapped = new ArrayList<>();
    private final List<NDArray> leaves = new ArrayList<>();

    private RecordedModel(NDManager scope, ModelTensors recorded) {
        this.scope = scope;
        this.operations = Tensors.on(scope.getDevice());
        IdentityHashMap<NDArray, NDArray> leafOf = new IdentityHashMap<>();
        NDArray embedding = leaf(recorded.embedding(), leafOf);
        this.tensors = new ModelTensors(
                embedding,
                leaf(recorded.head(), leafOf),
                leaf(recorded.norm(), leafOf),
                recorded.weights().stream().map(array -> leaf(array, leafOf)).toList(),
                recorded.edits().stream().map(array -> leaf(array, leafOf)).toList(),
                recorded.virtual().stream().map(array -> leaf(array, leafOf)).toList());
    }

    static RecordedModel of(BaseModel base, AdapterMethod method, Map<String, NDArray> parameters, NDManager manager) {
        NDManager scope = manager.newSubManager();
        try (Gradients.Mode on = Gradients.recording(true)) {
            Compilation compilation = method.compile(base, parameters, scope);
            return new RecordedModel(scope, Fusion.compile(base, base.tensors(), compilation, base.precision(), scope));
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    private NDArray leaf(NDArray array, IdentityHashMap<NDArray, NDArray> leafOf) {
        if (!Gradients.tracked(array)) {
            return array; // frozen
        }
        return leafOf.computeIfAbsent(array, a -> {
            NDArray leaf = Gradients.leaf(a, scope);
            mapped.add(a);
            leaves.add(leaf);
            return leaf;
        });
    }

    ModelTensors tensors() {
        return tensors;
    }

    /** Whether gradients flow into embeddings, of tokens or of virtual ones. */
    boolean trainsEmbedding() {
        return leaves.stream().anyMatch(leaf -> leaf == tensors.embedding() || leaf == tensors.soft());
    }

    /** Whether the output head is trained, so that its gradient is wanted. */
    boolean trainsHead() {
        // By identity: NDArray.equals compares contents.
        return leaves.stream().anyMatch(leaf -> leaf == tensors.head());
    }

    /** Adds a gradient to a leaf's, as a backward pass would. */
    void addGradient(NDArray leaf, NDArray gradient) {
        try (Gradients.Mode on = Gradients.recording(true)) {
            NDArray view = leaf.reshape(leaf.getShape());
            view.attach(scope);
            Gradients.backward(view, gradient);
        }
    }

    /** One vector-Jacobian product through the compile map, for all leaves at once. */
    void backward() {
        List<NDArray> outputs = new ArrayList<>();
        List<NDArray> gradients = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            NDArray gradient = Gradients.of(leaves.get(i), scope);
            if (gradient != null) {
                outputs.add(mapped.get(i));
                gradients.add(gradient);
            }
        }
        if (outputs.isEmpty()) {
            return;
        }
        try (Gradients.Mode on = Gradients.recording(true)) {
            NDArray sum = operations
                    .program()
                    .autograd("inner")
                    .tensor(gradients.get(0))
                    .tensors(outputs)
                    .tensors(gradients)
                    .run(scope)
                    .get(0);
            Gradients.backward(sum, sum.onesLike());
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
