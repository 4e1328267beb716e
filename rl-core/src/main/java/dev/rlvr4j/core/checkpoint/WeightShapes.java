package dev.rlvr4j.core.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names and shapes that transformers gives the weights of the supported families. */
final class WeightShapes {
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private WeightShapes() {}

    static Map<String, long[]> of(ModelConfig config) {
        WeightShapes weights = new WeightShapes();
        weights.shapes.put("model.embed_tokens.weight", new long[] {config.vocabularySize(), config.hiddenSize()});
        for (int layer = 0; layer < config.layers(); layer++) {
            weights.layer("model.layers." + layer + ".", config);
        }
        weights.vector("model.norm.weight", config.hiddenSize());
        if (!config.tieWordEmbeddings()) {
            weights.shapes.put("lm_head.weight", new long[] {config.vocabularySize(), config.hiddenSize()});
        }
        return Collections.unmodifiableMap(weights.shapes);
    }

    private void layer(String layer, ModelConfig config) {
        int hidden = config.hiddenSize();
        int queries = config.heads() * config.headDim();
        int keys = config.kvHeads() * config.headDim();
        vector(layer + "input_layernorm.weight", hidden);
        linear(layer + "self_attn.q_proj", queries, hidden, config.attentionBias());
        linear(layer + "self_attn.k_proj", keys, hidden, config.attentionBias());
        linear(layer + "self_attn.v_proj", keys, hidden, config.attentionBias());
        linear(layer + "self_attn.o_proj", hidden, queries, config.outputBias());
        if (config.qkNorm()) {
            vector(layer + "self_attn.q_norm.weight", config.headDim());
            vector(layer + "self_attn.k_norm.weight", config.headDim());
        }
        vector(layer + "post_attention_layernorm.weight", hidden);
        linear(layer + "mlp.gate_proj", config.intermediateSize(), hidden, config.mlpBias());
        linear(layer + "mlp.up_proj", config.intermediateSize(), hidden, config.mlpBias());
        linear(layer + "mlp.down_proj", hidden, config.intermediateSize(), config.mlpBias());
    }

    private void linear(String name, int out, int in, boolean bias) {
        shapes.put(name + ".weight", new long[] {out, in});
        if (bias) {
            vector(name + ".bias", out);
        }
    }

    private void vector(String name, int size) {
        shapes.put(name, new long[] {size});
    }
}
