package dev.rlvr4j.core.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

/** Autograd: leaves, backward passes and the calling thread's gradient mode. */
public final class Gradients {
    private Gradients() {}

    /** Switches recording on or off for the calling thread until the returned handle is closed. */
    public static Mode recording(boolean on) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(on);
        return () -> JniUtils.setGradMode(before);
    }

    /** Restores the gradient mode that was on before. */
    public interface Mode extends AutoCloseable {
        @Override
        void close();
    }

    /** A new leaf with the array's values, sharing their memory; gradients add up on it. */
    public static NDArray leaf(NDArray array, NDManager scope) {
        NDArray leaf = array.stopGradient();
        leaf.attach(scope);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** Whether a backward pass from the array reaches a leaf. DJL's {@code hasGradient} says so of leaves only. */
    public static boolean tracked(NDArray array) {
        return Tensors.on(array.getDevice())
                .program()
                .autograd("tracked")
                .tensor(array)
                .ask();
    }

    /** Adds d/d(leaf) of {@code sum(output * upstream)} to every leaf that output depends on, and frees the recording. */
    public static void backward(NDArray output, NDArray upstream) {
        JniUtils.backward((PtNDArray) output, (PtNDArray) upstream, false, false);
    }

    /** The gradient that has added up on a leaf, or null where there is none yet. It shares the leaf's memory. */
    public static @Nullable NDArray of(NDArray leaf, NDManager scope) {
        NDArray gradient = JniUtils.getGradient((PtNDArray) leaf);
        if (gradient != null) {
            gradient.attach(scope);
        }
        return gradient;
    }
}
