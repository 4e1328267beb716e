package dev.rlvr4j.core.checkpoint;

import dev.rlvr4j.core.InputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a decoder-only transformer, as the {@code config.json} of a Hugging Face checkpoint gives it.
 *
 * @param modelType the family: {@code qwen2} (Qwen2, Qwen2.5), {@code qwen3} or {@code llama} (Llama 2, 3, 3.1)
 * @param vocabularySize number of rows of the embedding, V
 * @param hiddenSize width of the residual stream, D
 * @param layers number of transformer layers
 * @param heads number of query heads, H
 * @param kvHeads number of key and value heads, a divisor of {@code heads}
 * @param headDim width of a head, even; {@code heads * headDim} need not be {@code hiddenSize}
 * @param intermediateSize width of the feed-forward layer
 * @param rmsNormEps added to the mean square in RMSNorm
 * @param rope the rotary position embeddings
 * @param contextLength longest sequence, in tokens
 * @param tieWordEmbeddings whether the output head is the embedding matrix
 * @param attentionBias whether the query, key and value projections have biases; for the output projection see
 *     {@link #outputBias}
 * @param mlpBias whether the three feed-forward projections have biases
 * @param qkNorm whether queries and keys pass an RMSNorm per head (Qwen3)
 * @param bosToken the beginning-of-sequence id, or null
 * @param eosTokens the ids that end a text; may be empty
 * @param padToken the padding id, or null
 * @param dtype the type that weights are kept in: F32, BF16 or F16
 */
public record ModelConfig(
        String modelType,
        int vocabularySize,
        int hiddenSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int intermediateSize,
        double rmsNormEps,
        Rope rope,
        int contextLength,
        boolean tieWordEmbeddings,
        boolean attentionBias,
        boolean mlpBias,
        boolean qkNorm,
        @Nullable Integer bosToken,
        List<Integer> eosTokens,
        @Nullable Integer padToken,
        DType dtype) {

    /** The families that {@link #modelType} may name. */
    public static final Set<String> MODEL_TYPES =
            Collections.unmodifiableSet(new TreeSet<>(Set.of("llama", "qwen2", "qwen3")));

    public ModelConfig {
        eosTokens = List.copyOf(eosTokens);
        if (!MODEL_TYPES.contains(modelType)) {
            throw new InputException(
                    "model_type '" + modelType + "' is not supported; the supported ones are " + MODEL_TYPES);
        }
        positive("vocab_size", vocabularySize);
        positive("hidden_size", hiddenSize);
        positive("num_hidden_layers", layers);
        positive("num_attention_heads", heads);
        positive("num_key_value_heads", kvHeads);
        positive("head_dim", headDim);
        positive("intermediate_size", intermediateSize);
        positive("max_position_embeddings", contextLength);
        if (heads % kvHeads != 0) {
            throw new InputException(
                    "num_attention_heads (" + heads + ") must be a multiple of num_key_value_heads (" + kvHeads + ")");
        }
        if (headDim % 2 != 0) {
            throw new InputException("head_dim must be even for rotary embeddings, but is " + headDim);
        }
        if (!(rmsNormEps > 0 && rmsNormEps < 1)) {
            throw new InputException("rms_norm_eps must be a small positive number, but is " + rmsNormEps);
        }
        if (!dtype.isWeight()) {
            throw new InputException(
                    "dtype " + dtype + " is not supported for weights; use float32, bfloat16 or float16");
        }
    }

    private static void positive(String key, int value) {
        if (value < 1) {
            throw new InputException(key + " must be positive, but is " + value);
        }
    }

    /** Reads a {@code config.json}; InputException, naming the value and what is supported, where it cannot be used. */
    public static ModelConfig read(Path file) {
        return ModelConfigReader.read(JsonFile.read(file), file.toString());
    }

    /** Reads the text of a {@code config.json}. */
    public static ModelConfig parse(String json) {
        return ModelConfigReader.read(
                JsonFile.parse(json.getBytes(StandardCharsets.UTF_8), "the model config"), "the model config");
    }

    /**
     * A {@code config.json} that transformers 4 and 5 both read: it gives rope and dtype in the older and in the newer form.
     */
    public String toJson() {
        return ModelConfigWriter.toJson(this);
    }

    /** Whether the attention's output projection has a bias: as the others, except that Qwen2 has none there. */
    public boolean outputBias() {
        return attentionBias && !modelType.equals("qwen2");
    }

    /** How many query heads share a key head. */
    public int headsPerKvHead() {
        return heads / kvHeads;
    }

    /** The angle per position of each pair of a head's dimensions, {@code [headDim / 2]}, scaled as {@link #rope} says. */
    public double[] inverseFrequencies() {
        return rope.inverseFrequencies(headDim);
    }

    /** Name and shape of every weight that a checkpoint of this model holds, in the order of the forward pass. */
    public Map<String, long[]> weightShapes() {
        return WeightShapes.of(this);
    }
}
