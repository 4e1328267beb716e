package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * The change of one linear layer: {@code y = x W' + (x P) Q + b}. Every part is optional.
 *
 * @param p {@code [in, r]}, with q or null with it
 * @param q {@code [r, out]}
 * @param bias {@code [out]}, in place of the base's bias; null keeps that
 */
public record Edit(
        @Nullable NDArray p, @Nullable NDArray q, @Nullable NDArray bias) {}
