package dev.rlvr4j.core.adapter;

/**
 * A half of a transformer layer, whose output is added to the residual stream.
 *
 * @param layer index of the transformer layer
 * @param half which one
 */
public record Sublayer(int layer, Half half) {
    /** Attention with its output projection, or the MLP. */
    public enum Half {
        ATTENTION,
        MLP
    }
}
