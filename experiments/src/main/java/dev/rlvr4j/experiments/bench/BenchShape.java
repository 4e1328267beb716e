package dev.rlvr4j.experiments.bench;

import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.Rope;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

    /** Wide enough that weights outweigh everything else, as in models that are quantised: 50M parameters, a light load. */
    public static BenchShape wide() {
        return new BenchShape("50M", config("qwen2", 1024, 3072, 512), 4, 8, 32, 16);
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
        return linearWeights() + (long) config.vocabularySize() * config.hiddenSize();
    }

    /** Weights of the linear layers. */
    long linearWeights() {
        return linear().mapToLong(shape -> shape[0] * shape[1]).sum();
    }

    /** All other weights: embeddings and head, norms and biases. */
    long otherWeights() {
        long all = config.weightShapes().values().stream()
                .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
                .sum();
        return all - linearWeights();
    }

    /** Bits that a format promises for each weight of the linear layers, on average. */
    double formatBits(Quantisation quantisation, Precision precision) {
        return linear().mapToDouble(shape -> shape[0] * shape[1] * quantisation.bits((int) shape[1], precision.bytes()))
                        .sum()
                / linearWeights();
    }

    private Stream<long[]> linear() {
        return config.weightShapes().entrySet().stream()
                .filter(entry -> entry.getKey().contains("_proj.weight"))
                .map(Map.Entry::getValue);
    }
}
