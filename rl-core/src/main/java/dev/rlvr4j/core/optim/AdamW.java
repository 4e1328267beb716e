package dev.rlvr4j.core.optim;

import java.util.List;

/**
 * AdamW (Loshchilov and Hutter 2019, algorithm 2), as PyTorch's fused kernel computes it. Two float32 moments for each scalar.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, positive
 * @param weightDecay decoupled decay per unit of learning rate, at least 0
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) implements Optimizer {
    public static final AdamW DEFAULT = new AdamW(0.9, 0.999, 1e-8, 0);

    /** The slots of the two moments in a training state. */
    static final String FIRST = "m";

    static final String SECOND = "v";

    public AdamW {
        Ranges.share("beta1", beta1);
        Ranges.share("beta2", beta2);
        Ranges.positive("epsilon", epsilon);
        Ranges.notNegative("weight_decay", weightDecay);
    }

    @Override
    public String name() {
        return "adamw";
    }

    @Override
    public AdamW withWeightDecay(double decay) {
        return new AdamW(beta1, beta2, epsilon, decay);
    }

    @Override
    public void step(List<Parameter> parameters, OptimizerState state, double learningRate) {
        state.run(state.program("adamw")
                .tensors(Parameter.values(parameters))
                .tensors(Parameter.gradients(parameters))
                .tensors(state.like(parameters, FIRST))
                .tensors(state.like(parameters, SECOND))
                .number(state.steps() + 1)
                .number(learningRate)
                .number(beta1)
                .number(beta2)
                .number(epsilon)
                .number(weightDecay));
    }
}
