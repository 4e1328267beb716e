package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.checkpoint.HuggingFaceCheckpoint;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.TensorEntry;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.file.Path;
import java.util.Map;

/** Where a model's weights come from, one at a time. */
interface WeightSource {
    /** A tensor by its Hugging Face name, owned by {@code scope}. */
    NDArray read(String name, Precision wanted, NDManager scope);

    /** An open checkpoint. */
    static WeightSource of(HuggingFaceCheckpoint checkpoint) {
        return (name, wanted, scope) -> {
            TensorEntry entry = checkpoint.entry(name);
            return Tensors.on(scope.getDevice())
                    .fromBytes(scope, checkpoint.chunks(name), Precision.of(entry.dtype()), wanted, entry.shape());
        };
    }

    /** A checkpoint that is opened for each tensor. */
    static WeightSource of(Path directory) {
        return (name, wanted, scope) -> {
            try (HuggingFaceCheckpoint checkpoint = HuggingFaceCheckpoint.open(directory)) {
                return of(checkpoint).read(name, wanted, scope);
            }
        };
    }

    /**
     * Fresh weights: normal with deviation 1/sqrt(inputs), those that write to the residual stream divided by sqrt(2 layers)
     * besides, so that its variance does not grow with depth (Radford et al. 2019); norms at one, biases at zero.
     */
    static WeightSource random(ModelConfig config, long seed) {
        Map<String, long[]> shapes = config.weightShapes();
        return (name, wanted, scope) -> {
            long[] shape = java.util.Objects.requireNonNull(shapes.get(name));
            Tensors on = Tensors.on(scope.getDevice());
            return on.cast(scope, on.parameter(scope, initial(name, shape, config, seed), shape), wanted);
        };
    }

    private static float[] initial(String name, long[] shape, ModelConfig config, long seed) {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        float[] values = new float[Math.toIntExact(size)];
        long key = CounterRandom.key(seed, name);
        boolean writesToResidual = name.contains("o_proj") || name.contains("down_proj");
        double deviation = 1 / Math.sqrt(shape[shape.length - 1] * (writesToResidual ? 2.0 * config.layers() : 1));
        for (int i = 0; i < values.length; i++) {
            if (shape.length == 2) {
                values[i] = (float) (deviation * CounterRandom.normal(key, i));
            } else {
                values[i] = name.endsWith(".bias") ? 0 : 1;
            }
        }
        return values;
    }
}
