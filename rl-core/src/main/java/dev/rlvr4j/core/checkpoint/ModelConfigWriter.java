package dev.rlvr4j.core.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes a {@link ModelConfig} as the {@code config.json} and {@code generation_config.json} of transformers 4 and 5. */
final class ModelConfigWriter {
    private ModelConfigWriter() {}

    static String toJson(ModelConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        String family = config.modelType();
        String name = Character.toUpperCase(family.charAt(0)) + family.substring(1);
        json.putArray("architectures").add(name + "ForCausalLM");
        if (!family.equals("qwen2")) {
            json.put("attention_bias", config.attentionBias());
        }
        json.put("attention_dropout", 0.0);
        putTokens(json, config);
        String dtype = dtypeName(config.dtype());
        json.put("dtype", dtype);
        json.put("head_dim", config.headDim());
        json.put("hidden_act", "silu");
        json.put("hidden_size", config.hiddenSize());
        json.put("initializer_range", 0.02);
        json.put("intermediate_size", config.intermediateSize());
        json.put("max_position_embeddings", config.contextLength());
        if (family.equals("llama")) {
            json.put("mlp_bias", config.mlpBias());
        }
        json.put("model_type", family);
        json.put("num_attention_heads", config.heads());
        json.put("num_hidden_layers", config.layers());
        json.put("num_key_value_heads", config.kvHeads());
        json.put("rms_norm_eps", config.rmsNormEps());
        Rope rope = config.rope();
        ObjectNode parameters = json.putObject("rope_parameters");
        parameters.put("rope_theta", rope.theta());
        putScaling(parameters, rope);
        if (rope.type() == Rope.Type.DEFAULT) {
            json.putNull("rope_scaling");
        } else {
            putScaling(json.putObject("rope_scaling"), rope);
        }
        json.put("rope_theta", rope.theta());
        json.put("tie_word_embeddings", config.tieWordEmbeddings());
        json.put("torch_dtype", dtype);
        json.put("use_cache", true);
        if (!family.equals("llama")) {
            json.put("use_sliding_window", false);
        }
        json.put("vocab_size", config.vocabularySize());
        return json.toPrettyString() + "\n";
    }

    static String generationConfig(ModelConfig config) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        putTokens(json, config);
        return json.toPrettyString() + "\n";
    }

    private static void putTokens(ObjectNode json, ModelConfig config) {
        json.put("bos_token_id", config.bosToken());
        List<Integer> eos = config.eosTokens();
        if (eos.size() > 1) {
            eos.forEach(json.putArray("eos_token_id")::add);
        } else {
            json.put("eos_token_id", eos.isEmpty() ? null : eos.get(0));
        }
        json.put("pad_token_id", config.padToken());
    }

    private static void putScaling(ObjectNode json, Rope rope) {
        json.put("rope_type", rope.type().json());
        if (rope.type() != Rope.Type.DEFAULT) {
            json.put("factor", rope.factor());
        }
        if (rope.type() == Rope.Type.LLAMA3) {
            json.put("low_freq_factor", rope.lowFreqFactor());
            json.put("high_freq_factor", rope.highFreqFactor());
            json.put("original_max_position_embeddings", rope.originalMaxPosition());
        }
    }

    private static String dtypeName(DType dtype) {
        return switch (dtype) {
            case BF16 -> "bfloat16";
            case F16 -> "float16";
            default -> "float32";
        };
    }
}
