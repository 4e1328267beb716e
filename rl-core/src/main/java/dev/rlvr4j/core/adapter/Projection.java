package dev.rlvr4j.core.adapter;

/** The seven linear layers of a transformer layer, in the order their weights are fused: q, k, v; o; gate, up; down. */
public enum Projection {
    QUERY("self_attn.q_proj"),
    KEY("self_attn.k_proj"),
    VALUE("self_attn.v_proj"),
    OUTPUT("self_attn.o_proj"),
    GATE("mlp.gate_proj"),
    UP("mlp.up_proj"),
    DOWN("mlp.down_proj");

    private final String path;

    Projection(String path) {
        this.path = path;
    }

    /** The module path inside a layer, as Hugging Face names it. */
    public String path() {
        return path;
    }
}
