package dev.rlvr4j.core.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code config.json} of transformers 4 or 5 into a {@link ModelConfig}. Absent keys take the defaults of the
 * family's configuration class in transformers; whatever would change the mathematics and is not implemented is refused.
 */
final class ModelConfigReader {
    private static final Map<String, String> ARCHITECTURES =
            Map.of("llama", "LlamaForCausalLM", "qwen2", "Qwen2ForCausalLM", "qwen3", "Qwen3ForCausalLM");
    private static final double DEFAULT_THETA = 10_000;

    private final ObjectNode json;
    private final String source;

    private ModelConfigReader(ObjectNode json, String source) {
        this.json = json;
        this.source = source;
    }

    static ModelConfig read(ObjectNode json, String source) {
        try {
            return new ModelConfigReader(json, source).config();
        } catch (InputException e) {
            if (e.getMessage() != null && e.getMessage().startsWith(source)) {
                throw e;
            }
            throw new InputException(source + ": " + e.getMessage(), e);
        }
    }

    private ModelConfig config() {
        String family = family();
        boolean llama = family.equals("llama");
        boolean qwen2 = family.equals("qwen2");
        refuseUnsupported();
        int hidden = integer(json, "hidden_size");
        int layers = integer(json, "num_hidden_layers");
        int heads = integer(json, "num_attention_heads");
        refuseSlidingWindow(layers);
        return new ModelConfig(
                family,
                integer(json, "vocab_size"),
                hidden,
                layers,
                heads,
                // Only the oldest Llama configs leave this out; there every head has its own keys.
                llama ? integer(json, "num_key_value_heads", heads) : integer(json, "num_key_value_heads"),
                headDim(family, hidden, heads),
                integer(json, "intermediate_size"),
                number(json, "rms_norm_eps", 1e-6),
                rope(),
                integer(json, "max_position_embeddings", llama ? 2048 : 32_768),
                flag("tie_word_embeddings"),
                qwen2 || flag("attention_bias"),
                llama && flag("mlp_bias"),
                family.equals("qwen3"),
                token("bos_token_id"),
                tokens(json.path("eos_token_id"), source),
                token("pad_token_id"),
                dtype());
    }

    private String family() {
        String family = text(json, "model_type");
        if (family == null) {
            throw new InputException(source + " has no model_type; is it the config.json of a Hugging Face model?");
        }
        JsonNode architectures = json.path("architectures");
        String expected = ARCHITECTURES.get(family);
        if (expected == null) {
            throw new InputException(source + " has model_type '" + family + "', which is not supported; supported are "
                    + ModelConfig.MODEL_TYPES);
        }
        if (!architectures.isEmpty() && !architectures.path(0).asText().equals(expected)) {
            throw new InputException(
                    source + " is of architecture " + architectures.path(0).asText()
                            + ", which is not supported; for model_type " + family + " it must be " + expected);
        }
        return family;
    }

    private int headDim(String family, int hidden, int heads) {
        if (isSet(json, "head_dim")) {
            return integer(json, "head_dim");
        }
        if (family.equals("qwen3")) {
            return 128;
        }
        if (heads < 1 || hidden % heads != 0) {
            throw new InputException("hidden_size (" + hidden + ") must be a multiple of num_attention_heads (" + heads
                    + ") where head_dim is not given");
        }
        return hidden / heads;
    }

    private void refuseUnsupported() {
        String activation = text(json, "hidden_act");
        if (activation != null && !activation.equals("silu")) {
            throw new InputException(source + " has hidden_act '" + activation + "'; only silu is supported");
        }
        if (isSet(json, "quantization_config")) {
            throw new InputException(source + " has a quantization_config (method '"
                    + json.path("quantization_config").path("quant_method").asText("unnamed")
                    + "'); quantised weights are not supported, use the float32, bfloat16 or float16 checkpoint");
        }
    }

    private void refuseSlidingWindow(int layers) {
        JsonNode types = json.path("layer_types");
        for (JsonNode type : types) {
            if (!type.asText().equals("full_attention")) {
                throw new InputException(
                        source + " has a layer of type '" + type.asText() + "'; only full_attention is supported");
            }
        }
        boolean windowed = flag("use_sliding_window") && isSet(json, "sliding_window");
        int firstWindowed = integer(json, "max_window_layers", 28);
        if (windowed && types.isEmpty() && firstWindowed < layers) {
            throw new InputException(source + " has use_sliding_window: true with a window of "
                    + json.path("sliding_window").asText() + " tokens from layer " + firstWindowed
                    + "; only full attention is supported");
        }
    }

    /** Newer files have {@code rope_parameters} with everything, older ones {@code rope_theta} and {@code rope_scaling}. */
    private Rope rope() {
        JsonNode scaling = isSet(json, "rope_scaling") ? json.path("rope_scaling") : json.path("rope_parameters");
        JsonNode parameters = json.path("rope_parameters");
        double theta = isSet(parameters, "rope_theta")
                ? number(parameters, "rope_theta", DEFAULT_THETA)
                : number(json, "rope_theta", DEFAULT_THETA);
        for (JsonNode value : scaling) {
            if (value.isObject()) {
                throw new InputException(
                        source + " gives rope parameters per layer type; one set for all is supported");
            }
        }
        double rotated = number(scaling, "partial_rotary_factor", number(json, "partial_rotary_factor", 1));
        if (rotated != 1) {
            throw new InputException(
                    source + " has partial_rotary_factor " + rotated + "; only 1 (whole heads) is supported");
        }
        String type = text(scaling, "rope_type");
        if (type == null) {
            type = text(scaling, "type");
        }
        return switch (type == null ? "default" : type) {
            case "default" -> Rope.unscaled(theta);
            case "linear" -> Rope.linear(theta, number(scaling, "factor"));
            case "llama3" ->
                new Rope(
                        theta,
                        Rope.Type.LLAMA3,
                        number(scaling, "factor"),
                        number(scaling, "low_freq_factor"),
                        number(scaling, "high_freq_factor"),
                        integer(scaling, "original_max_position_embeddings"));
            default ->
                throw new InputException(source + " has rope type '" + type
                        + "', which is not supported; supported are default, linear and llama3");
        };
    }

    private DType dtype() {
        String name = text(json, "dtype");
        if (name == null) {
            name = text(json, "torch_dtype");
        }
        return switch (name == null ? "float32" : name) {
            case "float32" -> DType.F32;
            case "bfloat16" -> DType.BF16;
            case "float16" -> DType.F16;
            default ->
                throw new InputException(source + " has dtype '" + name
                        + "', which is not supported; supported are float32, bfloat16 and float16");
        };
    }

    /** Token ids given as one number, a list, or not at all. */
    static List<Integer> tokens(JsonNode node, String source) {
        List<Integer> ids = new ArrayList<>();
        if (node.isNull() || node.isMissingNode()) {
            return ids;
        }
        for (JsonNode id : node.isArray() ? node : List.of(node)) {
            if (!id.isInt() || id.asInt() < 0) {
                throw new InputException(
                        source + " has eos_token_id " + node + ", which is not a token id or a list of them");
            }
            ids.add(id.asInt());
        }
        return ids;
    }

    private @Nullable Integer token(String key) {
        return isSet(json, key) ? (Integer) integer(json, key) : null;
    }

    private boolean flag(String key) {
        JsonNode value = json.path(key);
        if (isSet(json, key) && !value.isBoolean()) {
            throw new InputException(source + " has " + key + ": " + value + ", which is not true or false");
        }
        return value.asBoolean(false);
    }

    private int integer(JsonNode from, String key, int absent) {
        return isSet(from, key) ? integer(from, key) : absent;
    }

    private int integer(JsonNode from, String key) {
        JsonNode value = required(from, key);
        if (!value.isNumber() || value.asDouble() != value.asInt()) {
            throw new InputException(source + " has " + key + ": " + value + ", which is not a whole number");
        }
        return value.asInt();
    }

    private double number(JsonNode from, String key, double absent) {
        return isSet(from, key) ? number(from, key) : absent;
    }

    private double number(JsonNode from, String key) {
        JsonNode value = required(from, key);
        if (!value.isNumber()) {
            throw new InputException(source + " has " + key + ": " + value + ", which is not a number");
        }
        return value.asDouble();
    }

    private static @Nullable String text(JsonNode from, String key) {
        return isSet(from, key) ? from.path(key).asText() : null;
    }

    private JsonNode required(JsonNode from, String key) {
        if (!isSet(from, key)) {
            throw new InputException(source + " has no " + key + ", which this model needs");
        }
        return from.path(key);
    }

    private static boolean isSet(JsonNode from, String key) {
        return from.hasNonNull(key);
    }
}
