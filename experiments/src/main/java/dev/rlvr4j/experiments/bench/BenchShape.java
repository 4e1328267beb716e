package dev.rlvr4j.experiments.bench;

import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.Rope;
import java.util.List;

/**
 * A model shape and a load to measure.
 *
 * @param name how the result is called
 * @param config the model
 * @param prompts prompts a step
 * @param groupSize completions a prompt
 * @param promptTokens tokens of each prompt
 * @param completionTokens tokens of each completion
 */
public record BenchShape(
        String name, ModelConfig config, int prompts, int groupSize, int promptTokens, int completionTokens) {

    /** The embedded tiny model under the main job's load. */
    public static BenchShape tiny() {
        return new BenchShape("tiny", config("qwen3", 128, 384, 128), 32, 8, 9, 28);
    }

    /** The shape the project compares with other frameworks on: 3.3M parameters, 256 completions of 64 after 32 tokens. */
    public static BenchShape small() {
        return new BenchShape("3.3M", config("qwen2", 256, 768, 512), 32, 8, 32, 64);
    }

    private static ModelConfig config(String type, int d, int f, int vocabulary) {
        int heads = 4;
        boolean qwen2 = type.equals("qwen2");
        return new ModelConfig(
                type,
                vocabulary,
                d,
                4,
                heads,
                2,
                d / heads,
                f,
                1e-6,
                Rope.unscaled(10000),
                256,
                true,
                qwen2,
                false,
                !qwen2,
                null,
                List.of(),
                null,
                DType.F32);
    }

    /** Completions a step. */
    int completions() {
        return prompts * groupSize;
    }

    /** Weights that every token multiplies: all linear layers and the head. */
    long matmulWeights() {
        return config.weightShapes().entrySet().stream()
                        .filter(entry -> entry.getValue().length == 2)
                        .filter(entry -> !entry.getKey().equals("model.embed_tokens.weight"))
                        .filter(entry -> !entry.getKey().equals("lm_head.weight"))
                        .mapToLong(entry -> entry.getValue()[0] * entry.getValue()[1])
                        .sum()
                + (long) config.vocabularySize() * config.hiddenSize();
    }
}
