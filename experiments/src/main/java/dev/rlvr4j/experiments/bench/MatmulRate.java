package dev.rlvr4j.experiments.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;

/** How fast this machine multiplies matrices: the yardstick of a bench. */
final class MatmulRate {
    private static final int N = 1024;
    private static final int REPETITIONS = 25;

    private MatmulRate() {}

    /** Flops per second of a 1024 by 1024 product, the best of several. */
    static double measure(Device device, Precision precision) {
        try (NDManager scope = Torch.manager(device)) {
            Tensors tensors = Tensors.on(device);
            NDArray a = tensors.cast(scope, scope.ones(new Shape(N, N)), precision);
            NDArray b = tensors.cast(scope, scope.ones(new Shape(N, N)), precision);
            double best = 0;
            for (int i = 0; i < REPETITIONS; i++) {
                long start = System.nanoTime();
                try (NDArray product = a.matMul(b);
                        NDArray corner = tensors.cast(scope, product.get("0,0"), Precision.FLOAT32)) {
                    corner.getFloat(); // waits for the device
                }
                best = Math.max(best, 2.0 * N * N * N / ((System.nanoTime() - start) * 1e-9));
            }
            return best;
        }
    }
}
