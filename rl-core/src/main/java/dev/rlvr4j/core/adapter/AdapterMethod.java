package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A way to change a base model with a few tensors: how they start, what they mean, how others read them. A method is a value
 * (a record of its settings); state lives in the tensors, of which some are trained and the others frozen (a random
 * projection, an importance that a schedule keeps). All of them are in checkpoints.
 *
 * <p>To add one: a record that implements the four methods without a default, and a line in {@link AdapterMethods}.
 */
public interface AdapterMethod {
    /** The name that messages and versions use, e.g. {@code lora}. */
    String name();

    /** Names and shapes of all its tensors, in a fixed order. A name is the key of PEFT's files without their prefix. */
    Map<String, long[]> shapes(Base base);

    /**
     * Makes its tensors: those of {@link #shapes}, float32, in that order, owned by {@code scope}.
     *
     * @param seed key of the initial noise: the same seed gives the same tensors
     */
    Map<String, NDArray> initialise(Base base, long seed, NDManager scope);

    /**
     * Maps its tensors to edits. Recorded by autograd where the calling thread records, so it uses differentiable operations
     * only. It must not depend on data: its backward pass runs once per optimizer step.
     */
    Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope);

    /**
     * What the reference policy has beside the base: a frozen adapter below the trained one. It depends on frozen tensors only.
     * Null is the base alone.
     */
    default @Nullable Compilation reference(Base base, Map<String, NDArray> tensors, NDManager scope) {
        return null;
    }

    /** Whether there is such a frozen adapter, so that training starts from another model than the base. */
    default boolean standsOnAdapter() {
        return false;
    }

    /** Whether a tensor is trained; the others stay as they are, but for what {@link #afterStep} does. */
    default boolean trains(String tensor) {
        return true;
    }

    /** Whether an adapter in its initial state leaves the base as it is. RL wants that: the first rollouts are the base's. */
    default boolean startsAtBase() {
        return true;
    }

    /** Number of tokens that it puts before every prompt; they take room of the model's context. */
    default int virtualTokens() {
        return 0;
    }

    /**
     * Whether gradients are those that finite differences of the map give: not where they take a part of it for a constant
     * (DoRA's norm), nor where it jumps (VB-LoRA's choice of vectors).
     */
    default boolean exactGradient() {
        return true;
    }

    /** What the learning rate of a tensor is multiplied by (LoRA+). */
    default double learningRateRatio(String tensor) {
        return 1;
    }

    /**
     * A term added to the loss of each optimizer step, one element, recorded by autograd (AdaLoRA's orthogonality); null is
     * none.
     */
    default @Nullable NDArray penalty(Map<String, NDArray> tensors, NDManager scope) {
        return null;
    }

    /**
     * Changes gradients in place before they are clipped and the optimizer sees them (LoRA-FA, LoRA-Pro).
     *
     * @param gradients of the trained tensors that have one
     */
    default void transformGradients(Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {}

    /**
     * Changes tensors in place after an optimizer step (AdaLoRA's masks, a ramp).
     *
     * @param step optimizer steps so far, this one among them
     * @param gradients of the trained tensors that have one, as the optimizer saw them before clipping
     */
    default void afterStep(long step, Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {}

    /**
     * PEFT's {@code adapter_config.json} of this method; null where PEFT has no such method.
     *
     * @return keys with values that Jackson writes, without those that every method has (see {@link PeftFormat})
     */
    default @Nullable Map<String, @Nullable Object> peftConfig(Base base) {
        return null;
    }

    /** The key of a tensor in PEFT's file; null where it is not written, so that reading makes it as {@link #initialise} does. */
    default @Nullable String peftKey(String tensor) {
        return PeftFormat.PREFIX + tensor;
    }

    /**
     * What PEFT's file of this method repeats besides, by key: tensors that follow from the base and from the method's own. They are
     * written, and where a file that is read has them they must say the same.
     */
    default Map<String, NDArray> peftExtras(Base base, Map<String, NDArray> tensors, NDManager scope) {
        return Map.of();
    }

    /**
     * Writes the tensors in the format that other tools read, into an existing directory: as PEFT's adapter of this method, or
     * where PEFT has none as the plain LoRA that it amounts to.
     *
     * @throws dev.rlvr4j.core.InputException where it has neither form
     */
    default void save(Base base, Map<String, NDArray> tensors, Path directory) {
        if (peftConfig(base) != null) {
            PeftFormat.write(this, base, tensors, directory);
        } else {
            LoraExport.write(this, base, tensors, directory);
        }
    }
}
