package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;

/**
 * What a bottleneck adapter makes of a sublayer's output before it is added to the residual stream:
 * {@code y = x + act(x D + c) U + b}.
 *
 * @param down D, {@code [d, r]}
 * @param downBias c, {@code [r]}
 * @param up U, {@code [r, d]}
 * @param upBias b, {@code [d]}
 * @param activation act
 */
public record Bottleneck(NDArray down, NDArray downBias, NDArray up, NDArray upBias, Activation activation) {
    /** Functions in the order the transformer program numbers them, from 1. */
    public enum Activation {
        RELU,
        GELU,
        SILU
    }
}
