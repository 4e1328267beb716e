package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import dev.rlvr4j.core.RlvrException;
import org.jspecify.annotations.Nullable;

/**
 * The change of one linear layer: {@code y = s_out ⊙ ((x ⊙ s_in) W') + (x P) Q + b}. Every part is optional.
 *
 * @param p {@code [in, r]}, with q or null with it
 * @param q {@code [r, out]}
 * @param inScale s_in, {@code [in]}
 * @param outScale s_out, {@code [out]}
 * @param bias {@code [out]}, in place of the base's bias; null keeps that. No scale touches it
 */
public record Edit(
        @Nullable NDArray p,
        @Nullable NDArray q,
        @Nullable NDArray inScale,
        @Nullable NDArray outScale,
        @Nullable NDArray bias) {
    public Edit {
        if ((p == null) != (q == null)) {
            throw new RlvrException("an edit has P and Q or neither, but has only " + (p == null ? "Q" : "P"));
        }
    }

    /** {@code y = x W' + (x P) Q + b}, with the base's bias. */
    public static Edit lowRank(NDArray p, NDArray q) {
        return new Edit(p, q, null, null, null);
    }

    /** Another bias. */
    public static Edit bias(NDArray bias) {
        return new Edit(null, null, null, null, bias);
    }

    /** Whether it is a plain LoRA: no scale, and the base's own bias. */
    public boolean isLowRank() {
        return p != null && inScale == null && outScale == null && bias == null;
    }
}
