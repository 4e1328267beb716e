package dev.rlvr4j.core.optim;

import java.util.List;

/**
 * How a gradient becomes a step: the settings of an optimizer, less the learning rate, which each step is given. What it
 * remembers between steps is in {@link OptimizerState}.
 */
public sealed interface Optimizer permits AdamW, AdamW8Bit, LearningRateRatios, Lion, Muon, ParameterGroups, Sgd {
    /** The name that recipes and training states use. */
    String name();

    /** The same with another weight decay. */
    Optimizer withWeightDecay(double weightDecay);

    /**
     * Takes a step with some of the trainable tensors.
     *
     * @param parameters at least one; their gradients may be overwritten
     * @param state where the step finds and leaves what it remembers
     */
    void step(List<Parameter> parameters, OptimizerState state, double learningRate);

    /**
     * Says no to an optimizer whose settings do not fit the trainable tensors.
     *
     * @throws dev.rlvr4j.core.InputException if they do not
     */
    default void requireFits(List<String> names) {}
}
