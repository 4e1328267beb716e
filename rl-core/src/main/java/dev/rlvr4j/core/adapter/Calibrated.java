package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/**
 * A method whose start is made from data. Without any it starts as {@link AdapterMethod#initialise} says. Checkpoints hold the
 * tensors, so a run that is resumed goes on from them.
 */
public interface Calibrated extends AdapterMethod {
    /** What it asks a {@link Calibration} for. */
    enum Need {
        INPUTS,
        GRADIENTS
    }

    /** What it needs to know. */
    Need needs();

    /** Overwrites its tensors, as they start, with the start that the data give. The same data give the same start. */
    void calibrate(Base base, Calibration data, Map<String, NDArray> tensors, NDManager scope);
}
