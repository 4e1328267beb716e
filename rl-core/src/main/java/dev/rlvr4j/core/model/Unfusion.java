package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.quant.QuantisedWeight;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a tensor of a base by its Hugging Face name inside the fused ones: the reverse of {@link Fusion#model}. */
final class Unfusion {
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)");

    private final BaseModel base;
    private final ModelConfig config;
    private final ModelTensors tensors;
    private final NDManager scope;

    /** Results belong to {@code scope}. */
    Unfusion(BaseModel base, NDManager scope) {
        this.base = base;
        this.config = base.config();
        this.tensors = base.tensors();
        this.scope = scope;
    }

    /** A view, or what a quantised weight stands for, in float32. */
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
        int d = config.hiddenSize();
        int f = config.intermediateSize();
        boolean bias = rest.endsWith(".bias");
        return switch (rest.substring(0, rest.lastIndexOf('.'))) {
            case "input_layernorm" -> view(weightOf(layer, 0));
            case "self_attn.q_proj" -> part(layer, 0, bias, d, 0, query, key, key);
            case "self_attn.k_proj" -> part(layer, 0, bias, d, 1, query, key, key);
            case "self_attn.v_proj" -> part(layer, 0, bias, d, 2, query, key, key);
            case "self_attn.q_norm" -> view(weightOf(layer, 2));
            case "self_attn.k_norm" -> view(weightOf(layer, 3));
            case "self_attn.o_proj" -> part(layer, 1, bias, query, 0, d);
            case "post_attention_layernorm" -> view(weightOf(layer, 5));
            case "mlp.gate_proj" -> part(layer, 2, bias, d, 0, f, f);
            case "mlp.up_proj" -> part(layer, 2, bias, d, 1, f, f);
            case "mlp.down_proj" -> part(layer, 3, bias, f, 0, d);
            default -> throw unknown(name);
        };
    }

    /** One of the linear layers of a group, which have so many rows each: its weight, or its bias. */
    private NDArray part(int layer, int group, boolean bias, int in, int index, int... rows) {
        QuantisedWeight weight = tensors.weight(layer, group);
        if (!bias && weight.scales().size() > 0) {
            QuantisedWeight own = weight.part(base.quantisation(), rows, index, in, scope);
            return base.transformer().dequantised(own, in, scope);
        }
        int from = 0;
        for (int i = 0; i < index; i++) {
            from += rows[i];
        }
        NDArray whole = bias ? tensors.layerEdits(layer).get(ModelTensors.EDITS_PER_GROUP * group + 2) : weight.codes();
        NDArray part = whole.get(from + ":" + (from + rows[index]));
        part.attach(scope);
        return part;
    }

    private NDArray weightOf(int layer, int index) {
        return tensors.layerWeights(layer).get(index);
    }

    private NDArray view(NDArray array) {
        NDArray view = array.reshape(array.getShape());
        view.attach(scope);
        return view;
    }

    private static RlvrException unknown(String name) {
        return new RlvrException("the model has no tensor '" + name + "'");
    }
}
