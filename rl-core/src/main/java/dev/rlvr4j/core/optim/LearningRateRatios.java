package dev.rlvr4j.core.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * An optimizer under which an adapter method has some of its tensors learn faster than others, on top of what parameter groups
 * say (LoRA+).
 *
 * @param optimizer of all tensors
 * @param ratio the factor of a tensor's learning rate, by its name
 */
public record LearningRateRatios(Optimizer optimizer, ToDoubleFunction<String> ratio) implements Optimizer {
    @Override
    public String name() {
        return optimizer.name();
    }

    @Override
    public LearningRateRatios withWeightDecay(double decay) {
        return new LearningRateRatios(optimizer.withWeightDecay(decay), ratio);
    }

    @Override
    public void step(List<Parameter> parameters, OptimizerState state, double learningRate) {
        Map<Double, List<Parameter>> parts = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            parts.computeIfAbsent(ratio.applyAsDouble(parameter.name()), r -> new ArrayList<>())
                    .add(parameter);
        }
        parts.forEach((factor, members) -> optimizer.step(members, state, learningRate * factor));
    }

    @Override
    public void requireFits(List<String> names) {
        optimizer.requireFits(names);
    }
}
