package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a tensor by its Hugging Face name inside the fused ones: the reverse of {@link Fusion#model}. */
final class Unfusion {
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)");

    private final ModelConfig config;
    private final ModelTensors tensors;

    Unfusion(ModelConfig config, ModelTensors tensors) {
        this.config = config;
        this.tensors = tensors;
    }

    /** A view; close it when done. */
    NDArray weight(String name) {
        Matcher layer = LAYER.matcher(name);
        if (layer.matches()) {
            return inLayer(Integer.parseInt(layer.group(1)), layer.group(2), name);
        }
        return switch (name) {
            case "model.embed_tokens.weight" -> view(tensors.embedding());
            case "lm_head.weight" -> view(tensors.head());
            case "model.norm.weight" -> view(tensors.norm());
            default -> throw unknown(name);
        };
    }

    private NDArray inLayer(int layer, String rest, String name) {
        int query = config.heads() * config.headDim();
        int key = config.kvHeads() * config.headDim();
        int f = config.intermediateSize();
        boolean bias = rest.endsWith(".bias");
        return switch (rest.substring(0, rest.lastIndexOf('.'))) {
            case "input_layernorm" -> view(weightOf(layer, 0));
            case "self_attn.q_proj" -> rows(part(layer, 1, 0, bias), 0, query);
            case "self_attn.k_proj" -> rows(part(layer, 1, 0, bias), query, query + key);
            case "self_attn.v_proj" -> rows(part(layer, 1, 0, bias), query + key, query + 2 * key);
            case "self_attn.q_norm" -> view(weightOf(layer, 2));
            case "self_attn.k_norm" -> view(weightOf(layer, 3));
            case "self_attn.o_proj" -> view(part(layer, 4, 1, bias));
            case "post_attention_layernorm" -> view(weightOf(layer, 5));
            case "mlp.gate_proj" -> rows(part(layer, 6, 2, bias), 0, f);
            case "mlp.up_proj" -> rows(part(layer, 6, 2, bias), f, 2 * f);
            case "mlp.down_proj" -> view(part(layer, 7, 3, bias));
            default -> throw unknown(name);
        };
    }

    /** The weight at an index, or the bias of an edit group. */
    private NDArray part(int layer, int weight, int group, boolean bias) {
        return bias ? tensors.layerEdits(layer).get(ModelTensors.EDITS_PER_GROUP * group + 2) : weightOf(layer, weight);
    }

    private NDArray weightOf(int layer, int index) {
        return tensors.layerWeights(layer).get(index);
    }

    private static NDArray view(NDArray array) {
        return array.reshape(array.getShape());
    }

    private static NDArray rows(NDArray array, int from, int to) {
        return array.get(from + ":" + to);
    }

    private static RlvrException unknown(String name) {
        return new RlvrException("the model has no tensor '" + name + "'");
    }
}
