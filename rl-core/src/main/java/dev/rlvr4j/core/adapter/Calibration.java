package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** What some texts say of a frozen base, for methods that start from data ({@link Calibrated}). */
public interface Calibration {
    /**
     * Second moments of a layer's inputs: the sum of {@code z z'} over the texts' tokens, where z is the input and a one behind
     * it, {@code [in + 1, in + 1]} float32. The last row has the sum of the inputs and the number of tokens.
     */
    NDArray inputs(Site site, NDManager scope);

    /** The gradient of the texts' loss with respect to a layer's weight, {@code [out, in]} float32. */
    NDArray gradient(Site site, NDManager scope);
}
