package dev.rlvr4j.core.spectral;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The singular value decomposition of a base weight W0 {@code [out, in]}, m the smaller of both; float64.
 *
 * @param left all left singular vectors, {@code [out, m]}
 * @param values {@code [m]}, the largest first
 * @param right the first k right singular vectors, {@code [in, k]}
 */
record BaseSpectrum(NDArray left, NDArray values, NDArray right) {
    /** Dimension k of the principal spaces. */
    int k() {
        return Math.toIntExact(right.getShape().get(1));
    }

    long bytes() {
        return Double.BYTES * (left.size() + values.size() + right.size());
    }

    /** Frees it with that scope instead. */
    BaseSpectrum attach(NDManager scope) {
        left.attach(scope);
        values.attach(scope);
        right.attach(scope);
        return this;
    }
}
