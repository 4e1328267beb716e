package dev.rlvr4j.core.optim;

import dev.rlvr4j.core.InputException;
import java.util.List;

/**
 * Stochastic gradient descent with momentum, as in PyTorch: the decay is added to the gradient, and the momentum is a sum that is
 * not damped, so that the step is up to {@code 1 / (1 - momentum)} times as long as without it.
 *
 * @param momentum share of the sum that is kept, in [0, 1); 0 remembers nothing
 * @param nesterov whether to step from where the momentum leads (Sutskever et al. 2013)
 * @param weightDecay L2 penalty, at least 0
 */
public record Sgd(double momentum, boolean nesterov, double weightDecay) implements Optimizer {
    public static final Sgd DEFAULT = new Sgd(0.9, false, 0);

    public Sgd {
        Ranges.share("momentum", momentum);
        Ranges.notNegative("weight_decay", weightDecay);
        if (nesterov && momentum == 0) {
            throw new InputException("nesterov needs a momentum above 0; set momentum, or nesterov: false");
        }
    }

    @Override
    public String name() {
        return "sgd";
    }

    @Override
    public Sgd withWeightDecay(double decay) {
        return new Sgd(momentum, nesterov, decay);
    }

    @Override
    public void step(List<Parameter> parameters, OptimizerState state, double learningRate) {
        if (momentum == 0) {
            state.run(state.program("sgd")
                    .tensors(Parameter.values(parameters))
                    .tensors(Parameter.gradients(parameters))
                    .number(learningRate)
                    .number(weightDecay));
        } else {
            state.run(state.program("momentum_sgd")
                    .tensors(Parameter.values(parameters))
                    .tensors(Parameter.gradients(parameters))
                    .tensors(state.like(parameters, "momentum"))
                    .number(learningRate)
                    .number(weightDecay)
                    .number(momentum)
                    .flag(nesterov));
        }
    }
}
