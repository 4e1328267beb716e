package dev.rlvr4j.core.adapter;

/**
 * A linear layer of the base model that an edit can sit on.
 *
 * @param layer index of the transformer layer
 * @param projection which linear layer of it
 * @param in input features
 * @param out output features
 * @param bias whether the base layer has a bias
 */
public record Site(int layer, Projection projection, int in, int out, boolean bias) {
    /** The module's name, e.g. {@code model.layers.0.self_attn.q_proj}. */
    public String name() {
        return "model.layers." + layer + "." + projection.path();
    }
}
