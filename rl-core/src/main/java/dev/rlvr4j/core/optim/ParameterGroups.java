package dev.rlvr4j.core.optim;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An optimizer that treats groups of tensors differently. A tensor is in the first group that matches it; one that none matches
 * is updated as the optimizer says.
 *
 * @param optimizer of all tensors
 * @param groups in the order they are asked
 */
public record ParameterGroups(Optimizer optimizer, List<ParameterGroup> groups) implements Optimizer {
    private static final int NAMED = 8;

    public ParameterGroups {
        groups = List.copyOf(groups);
        if (optimizer instanceof ParameterGroups) {
            throw new RlvrException("parameter groups cannot hold parameter groups; give one list of them");
        }
    }

    @Override
    public String name() {
        return optimizer.name();
    }

    @Override
    public ParameterGroups withWeightDecay(double decay) {
        return new ParameterGroups(optimizer.withWeightDecay(decay), groups);
    }

    @Override
    public void step(List<Parameter> parameters, OptimizerState state, double learningRate) {
        Map<Optional<ParameterGroup>, List<Parameter>> parts = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            parts.computeIfAbsent(groupOf(parameter.name()), g -> new ArrayList<>())
                    .add(parameter);
        }
        parts.forEach((group, members) -> {
            Double decay = group.map(ParameterGroup::weightDecay).orElse(null);
            Optimizer theirs = decay == null ? optimizer : optimizer.withWeightDecay(decay);
            theirs.step(
                    members,
                    state,
                    learningRate * group.map(ParameterGroup::learningRateRatio).orElse(1.0));
        });
    }

    private Optional<ParameterGroup> groupOf(String name) {
        return groups.stream().filter(g -> g.holds(name)).findFirst();
    }

    @Override
    public void requireFits(List<String> names) {
        for (ParameterGroup group : groups) {
            if (names.stream().noneMatch(n -> groupOf(n).equals(Optional.of(group)))) {
                boolean shadowed = names.stream().anyMatch(group::holds);
                throw new InputException("the parameter group '" + group.match() + "' "
                        + (shadowed
                                ? "gets no tensor, because groups before it match all of its own; put it first"
                                : "matches none of the trained tensors, which are " + some(names)));
            }
        }
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
        return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
    }
}
