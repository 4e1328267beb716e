package dev.rlvr4j.core.checkpoint;

import dev.rlvr4j.core.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds the tensors that a checkpoint has against those that its config calls for. */
record WeightCheck(Path directory, Map<String, long[]> shapes) {
    /**
     * Weights whose presence changes what the model computes: a bias or norm that the config does not announce, a layer
     * beyond the last. Other extra tensors (a tied head stored again, old rotary buffers) are harmless.
     */
    private static final Pattern MEANINGFUL = Pattern.compile("model\\.layers\\.\\d+\\."
            + "(self_attn\\.[qkvo]_proj|self_attn\\.[qk]_norm|mlp\\.(gate|up|down)_proj|input_layernorm"
            + "|post_attention_layernorm)\\.(weight|bias)|model\\.norm\\.bias|lm_head\\.bias");

    void expected(String name, @Nullable TensorEntry entry) {
        long[] shape = shapes.get(name);
        if (entry == null) {
            throw new InputException("checkpoint " + directory + " has no tensor " + name
                    + ", which its config.json calls for; the download may be incomplete");
        }
        if (!Arrays.equals(entry.shape(), shape)) {
            throw new InputException("tensor " + name + " in " + directory + " has shape "
                    + Arrays.toString(entry.shape()) + ", but config.json calls for " + Arrays.toString(shape));
        }
        if (!entry.dtype().isWeight()) {
            throw new InputException("tensor " + name + " in " + directory + " has type " + entry.dtype()
                    + "; weights must be F32, BF16 or F16");
        }
    }

    void noStranger(String name) {
        if (!shapes.containsKey(name) && MEANINGFUL.matcher(name).matches()) {
            throw new InputException("checkpoint " + directory + " has a tensor " + name
                    + " for which its config.json has no place; config and weights are not of the same model");
        }
    }
}
