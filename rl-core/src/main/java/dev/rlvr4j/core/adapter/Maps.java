package dev.rlvr4j.core.adapter;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Program;
import dev.rlvr4j.core.torch.Tensors;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The maps of adapter methods, {@code programs/adapters.py}; recorded where the thread records. */
final class Maps {
    private static final Map<Device, Program> BY_DEVICE = new ConcurrentHashMap<>();

    private Maps() {}

    /** A map's call on the device of a scope; kept for the life of the process. */
    static Program.Call call(String map, NDManager scope) {
        return BY_DEVICE
                .computeIfAbsent(scope.getDevice(), device -> Program.load("adapters", Map.of(), device))
                .autograd(map);
    }

    /** The low-rank edit that a map with results P and Q gives. */
    static Edit lowRank(Program.Call call, NDManager scope) {
        NDList parts = call.run(scope);
        return Edit.lowRank(parts.get(0), parts.get(1));
    }

    /** Some rows of a table, in the given order: {@code [n, d]}. */
    static NDArray rows(NDArray table, int[] indices, NDManager scope) {
        long[] places = java.util.Arrays.stream(indices).asLongStream().toArray();
        try (NDArray index = Tensors.longs(table.getManager(), places, places.length)) {
            return one(call("rows", scope).tensor(table).tensor(index), scope);
        }
    }

    /** The table with some rows replaced, each at its index; recorded with respect to the rows. */
    static NDArray withRows(NDArray table, int[] indices, NDArray rows, NDManager scope) {
        long[] places = java.util.Arrays.stream(indices).asLongStream().toArray();
        NDArray index = Tensors.longs(scope, places, places.length);
        return one(call("with_rows", scope).tensor(table).tensor(index).tensor(rows), scope);
    }

    /** The one tensor that a map gives. */
    static NDArray one(Program.Call call, NDManager scope) {
        return call.run(scope).get(0);
    }
}
