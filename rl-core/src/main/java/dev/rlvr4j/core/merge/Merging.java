package dev.rlvr4j.core.merge;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.torch.Program;
import dev.rlvr4j.core.torch.Tensors;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The arithmetic of combinations, {@code programs/merging.py}; results belong to {@code scope}. */
final class Merging {
    private static final Map<Device, Program> BY_DEVICE = new ConcurrentHashMap<>();

    private Merging() {}

    /** A function's call on the device of a scope. The program is kept for the life of the process. */
    static Program.Call call(String function, NDManager scope) {
        return BY_DEVICE
                .computeIfAbsent(scope.getDevice(), device -> Program.load("merging", Map.of(), device))
                .autograd(function);
    }

    static NDArray one(Program.Call call, NDManager scope) {
        return call.run(scope).get(0);
    }

    static NDArray transposed(NDArray matrix, NDManager scope) {
        return one(call("transposed", scope).tensor(matrix), scope);
    }

    /** {@code (p q)'}. */
    static NDArray product(NDArray p, NDArray q, NDManager scope) {
        return one(call("product", scope).tensor(p).tensor(q), scope);
    }

    static NDArray difference(NDArray x, NDArray y, NDManager scope) {
        return one(call("difference", scope).tensor(x).tensor(y), scope);
    }

    /** Tensors' sum, each times its weight. */
    static NDArray sum(List<NDArray> tensors, List<Double> weights, NDManager scope) {
        return one(call("sum", scope).tensors(tensors).tensor(weights(weights, scope)), scope);
    }

    static NDArray weights(List<Double> weights, NDManager scope) {
        float[] values = new float[weights.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = weights.get(i).floatValue();
        }
        return Tensors.on(scope.getDevice()).parameter(scope, values, values.length);
    }

    /** The edit with the change {@code b a}. */
    static Edit lowRank(NDArray a, NDArray b, NDManager scope) {
        return Edit.lowRank(transposed(a, scope), transposed(b, scope));
    }

    /** The edit with the factors that a call gives, a and b. */
    static Edit lowRank(Program.Call call, NDManager scope) {
        NDList factors = call.run(scope);
        return lowRank(factors.get(0), factors.get(1), scope);
    }
}
