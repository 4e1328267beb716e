package dev.rlvr4j.core.model;

import dev.rlvr4j.core.adapter.CompiledAdapter;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.optim.Optimizer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frozen base model with one trainable adapter, as the trainer sees it. Not thread-safe: one thread at a time calls it.
 *
 * <p>One optimizer step is any number of {@link #forward} and {@link Forward#backward} pairs (gradients add up), then
 * {@link #gradientNorm} and {@link #step} or {@link #discardGradients}.
 */
public interface Policy extends AutoCloseable {

    /** A forward pass that remembers what its backward pass needs. Close it to free that memory. */
    interface Forward extends AutoCloseable {
        TokenScores scores();

        /**
         * Adds the gradient of a loss to the adapter's gradients; at most once.
         *
         * @param logProbGradient d loss / d log-prob of each token, {@code [N]} in the order of {@link TokenScores}
         * @param entropyGradient d loss / d entropy of each token, {@code [N]}, or null where the loss has no entropy term
         */
        void backward(float[] logProbGradient, float @Nullable [] entropyGradient);

        @Override
        void close();
    }

    /** Computes log-probs and entropies with the current adapter, under softmax(logits / temperature), ready for backward. */
    Forward forward(List<SequenceGroup> batch, double temperature);

    /** The same figures with the current adapter, without a backward pass. */
    TokenScores score(List<SequenceGroup> batch, double temperature);

    /** The same figures with the adapter off (a frozen one below it stays on): the reference policy, at no memory cost. */
    TokenScores scoreBase(List<SequenceGroup> batch, double temperature);

    /** L2 norm of the accumulated gradient over all trainable tensors; NaN or infinite where any element is. */
    double gradientNorm();

    /**
     * One optimizer step with the accumulated gradient times {@code gradientScale} (clipping), then gradients are zero. All steps
     * of a policy are taken with optimizers of one kind; their settings may change.
     */
    void step(Optimizer optimizer, double learningRate, double gradientScale);

    /** Forgets the accumulated gradient. */
    void discardGradients();

    /** The version of the current weights: number n after n optimizer steps (skipped steps do not count). */
    AdapterVersion version();

    /** The current weights as an immutable value that samplers take. The caller closes it (or hands it to a registry). */
    CompiledAdapter compile();

    /** Whether a frozen adapter is below the trained one, so that the policy starts from another model than the base. */
    default boolean standsOnAdapter() {
        return false;
    }

    /** Names of the trainable tensors, in order. */
    List<String> trainableNames();

    /** Number of trainable scalars. */
    long trainableParameters();

    /** Longest prompt plus completion, in tokens: the model's context, less the adapter's virtual tokens. */
    int contextLength();

    /**
     * Writes the adapter as others read it: a PEFT directory for LoRA, a Hugging Face checkpoint for full fine-tuning.
     * The directory must exist.
     */
    void saveAdapter(Path directory);

    /** Writes exactly what {@link #restore} needs: trainable tensors, the optimizer's state, step counts. Directory must exist. */
    void saveState(Path directory);

    /** Continues from {@link #saveState}, bit for bit. */
    void restore(Path directory);

    @Override
    void close();
}
