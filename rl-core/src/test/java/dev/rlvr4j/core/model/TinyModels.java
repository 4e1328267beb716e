package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.HuggingFaceCheckpoint;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.checkpoint.Rope;
import dev.rlvr4j.core.loop.CounterRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small models with lively random weights, and inputs for them, all from seeds. */
final class TinyModels {
    private TinyModels() {}

    /** The settings of {@link ModelConfig} that tests vary. */
    record Shape(
            String family,
            int vocabulary,
            int hidden,
            int heads,
            int kvHeads,
            int headDim,
            Rope rope,
            boolean tied,
            boolean attentionBias,
            boolean mlpBias) {

        ModelConfig config() {
            return new ModelConfig(
                    family,
                    vocabulary,
                    hidden,
                    2,
                    heads,
                    kvHeads,
                    headDim,
                    24,
                    1e-5,
                    rope,
                    96,
                    tied,
                    attentionBias,
                    mlpBias,
                    family.equals("qwen3"),
                    null,
                    List.of(),
                    null,
                    DType.F32);
        }
    }

    /** Weights that make every part of the model matter: no bias is zero, no norm is one. */
    static Map<String, float[]> weights(ModelConfig config, long seed) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        config.weightShapes().forEach((name, shape) -> {
            long size = 1;
            for (long dimension : shape) {
                size *= dimension;
            }
            double scale = name.contains("embed_tokens") ? 1 : 2.0 / Math.sqrt(shape[shape.length - 1]);
            float[] values = noise(CounterRandom.key(seed, name), (int) size, shape.length == 2 ? scale : 0.4);
            if (name.endsWith("norm.weight")) {
                for (int i = 0; i < values.length; i++) {
                    values[i] += 1;
                }
            }
            weights.put(name, values);
        });
        return weights;
    }

    static void write(ModelConfig config, Map<String, float[]> weights, Path directory) {
        List<OutTensor> tensors = new ArrayList<>();
        config.weightShapes().forEach((name, shape) -> tensors.add(OutTensor.of(name, shape, weights.get(name))));
        HuggingFaceCheckpoint.write(directory, config, tensors, 1L << 30);
    }

    /** Uniform in ±bound. */
    static float[] noise(long key, int size, double bound) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) ((2 * CounterRandom.uniform(key, i) - 1) * bound);
        }
        return values;
    }

    static int[] tokens(long key, int size, int vocabulary) {
        int[] ids = new int[size];
        for (int i = 0; i < size; i++) {
            ids[i] = CounterRandom.below(key, i, vocabulary);
        }
        return ids;
    }

    /** A group with a prompt and completions of the given lengths. */
    static SequenceGroup group(long seed, int vocabulary, int prompt, int... completions) {
        List<int[]> ids = new ArrayList<>();
        for (int i = 0; i < completions.length; i++) {
            ids.add(tokens(CounterRandom.key(seed, i + 1), completions[i], vocabulary));
        }
        return new SequenceGroup(tokens(CounterRandom.key(seed, 0), prompt, vocabulary), ids);
    }

    /** Shared prompts, singles, one-token prompts and completions, of many lengths. */
    static List<SequenceGroup> groups(long seed, int vocabulary) {
        return List.of(
                group(seed, vocabulary, 5, 4, 1, 7),
                group(seed + 1, vocabulary, 9, 6),
                group(seed + 2, vocabulary, 1, 3, 2),
                group(seed + 3, vocabulary, 1, 1),
                group(seed + 4, vocabulary, 3, 1, 1),
                group(seed + 5, vocabulary, 1, 8),
                group(seed + 6, vocabulary, 11, 2, 2, 2, 5));
    }

    static int size(List<SequenceGroup> groups) {
        return groups.stream().mapToInt(group -> group.askedTokens()).sum();
    }

    /** All weights of a loaded model by name, in double precision. */
    static Map<String, double[]> doubles(BaseModel base) {
        Map<String, double[]> weights = new LinkedHashMap<>();
        base.weightShapes().keySet().forEach(name -> {
            try (NDManager scope = base.newScope()) {
                weights.put(name, doubles(base.weight(name, scope).toFloatArray()));
            }
        });
        return weights;
    }

    static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
