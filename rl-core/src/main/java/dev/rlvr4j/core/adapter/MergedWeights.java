package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;

/** The weights of a base with an adapter merged in: {@code W' = diag(s_out) W diag(s_in) + (P Q)'}, float32. */
public final class MergedWeights {
    private MergedWeights() {}

    /**
     * The tensors that differ from the base's, by Hugging Face name, owned by {@code scope}; recorded where it records.
     *
     * @throws dev.rlvr4j.core.InputException where weights cannot say what the adapter does
     */
    public static Map<String, NDArray> of(Base base, Compilation compilation, NDManager scope) {
        compilation.requireMergeable();
        Map<String, NDArray> merged = new LinkedHashMap<>(compilation.weights());
        compilation.edits().forEach((site, edit) -> {
            String name = site.name() + ".weight";
            if (edit.p() != null || edit.inScale() != null || edit.outScale() != null) {
                NDArray replaced = compilation.weights().get(name);
                merged.put(name, merge(replaced != null ? replaced : base.weight(name, scope), edit, scope));
            }
            if (edit.bias() != null) {
                merged.put(site.name() + ".bias", edit.bias());
            }
        });
        return merged;
    }

    private static NDArray merge(NDArray weight, Edit edit, NDManager scope) {
        NDArray result = weight;
        if (edit.inScale() != null) {
            result = result.mul(edit.inScale());
        }
        if (edit.outScale() != null) {
            result = result.mul(edit.outScale().reshape(new Shape(-1, 1)));
        }
        if (edit.p() != null && edit.q() != null) {
            result = result.add(edit.p().matMul(edit.q()).transpose());
        }
        return Tensors.on(scope.getDevice()).contiguous(scope, result);
    }
}
