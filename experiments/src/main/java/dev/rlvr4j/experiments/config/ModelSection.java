package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Precision;
import org.jspecify.annotations.Nullable;

/**
 * The frozen base model.
 *
 * @param path a directory in Hugging Face layout, or {@code builtin} for the tiny model shipped with the program
 * @param tokenizer a directory or {@code tokenizer.json}; null takes the model's own, or else one of ASCII characters
 * @param precision what the forward pass computes in: {@code float32}, {@code bfloat16} or {@code float16}
 * @param quantisation how the weights of linear layers are kept: {@code none}, {@code int8}, {@code nf4} (QLoRA's, with double
 *     quantisation) or {@code nvfp4}; embeddings, head, norms and biases stay as they are. Training then works layer by
 *     layer, as with {@code checkpoint_layers}
 * @param device {@code auto} (the GPUs, else the CPU), {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param checkpointLayers whether training keeps only the input of each layer and computes the rest again: less memory, a
 *     third more work
 * @param adapter a frozen adapter on the base, in PEFT's format, or null: what is trained sits on top of it, and it stays on in
 *     the reference policy
 */
public record ModelSection(
        String path,
        @Nullable String tokenizer,
        Precision precision,
        Quantisation quantisation,
        String device,
        boolean checkpointLayers,
        @Nullable String adapter) {
    /** The path that means the tiny model in the program's resources. */
    public static final String BUILT_IN = "builtin";

    static final ModelSection DEFAULT =
            new ModelSection(BUILT_IN, null, Precision.FLOAT32, Quantisation.NONE, "auto", false, null);

    public ModelSection {
        if (!device.matches("auto|cpu|cuda(:[0-9]{1,4})?")) {
            throw new InputException("device must be auto, cpu or cuda:N, but is '" + device + "'");
        }
    }
}
