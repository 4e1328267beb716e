package dev.rlvr4j.core.optim;

import java.util.List;

/**
 * Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms"): each scalar moves by the learning rate, up or down.
 * Its authors take a third to a tenth of AdamW's learning rate, and so much more decay. One float32 moment for each scalar.
 *
 * @param beta1 share of the moment in the direction of the step, in [0, 1)
 * @param beta2 decay of the moment, in [0, 1)
 * @param weightDecay decoupled decay per unit of learning rate, at least 0
 */
public record Lion(double beta1, double beta2, double weightDecay) implements Optimizer {
    public static final Lion DEFAULT = new Lion(0.9, 0.99, 0);

    public Lion {
        Ranges.share("beta1", beta1);
        Ranges.share("beta2", beta2);
        Ranges.notNegative("weight_decay", weightDecay);
    }

    @Override
    public String name() {
        return "lion";
    }

    @Override
    public Lion withWeightDecay(double decay) {
        return new Lion(beta1, beta2, decay);
    }

    @Override
    public void step(List<Parameter> parameters, OptimizerState state, double learningRate) {
        state.run(state.program("lion")
                .tensors(Parameter.values(parameters))
                .tensors(Parameter.gradients(parameters))
                .tensors(state.like(parameters, "m"))
                .number(learningRate)
                .number(beta1)
                .number(beta2)
                .number(weightDecay));
    }
}
