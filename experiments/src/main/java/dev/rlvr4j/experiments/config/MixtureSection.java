package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.generators.Mixture;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several environments by weight, {@code type: mixture}.
 *
 * @param parts the environments, at least one
 * @param seed of the order in which they take turns
 */
public record MixtureSection(List<Part> parts, long seed) implements EnvironmentSection {
    static final MixtureSection DEFAULT = new MixtureSection(List.of(), 1);

    /**
     * An environment and its share.
     *
     * @param environment as it would stand in a recipe, {@code {type: procedural, generator: gcd}}
     * @param weight above 0, to be seen against the sum of all; 1 where it is left out
     */
    public record Part(EnvironmentSection environment, double weight) {
        public Part {
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new InputException("weight must be above 0, but is " + weight);
            }
        }

        @JsonCreator
        static Part of(
                @JsonProperty("environment") @Nullable ObjectNode environment,
                @JsonProperty("weight") @Nullable Double weight) {
            if (environment == null || environment.path("type").isMissingNode()) {
                throw new InputException("a part needs an environment with a type, e.g."
                        + " {environment: {type: procedural, generator: gcd}, weight: 1}");
            }
            Variants kinds = EnvironmentSection.variants();
            ObjectNode defaults = kinds.start(Mapping.TREE.createObjectNode(), environment, "environment", "");
            EnvironmentSection section = new RecipeReader<>(EnvironmentSection.class, defaults, Map.of())
                    .layer(new YamlTree(environment, Map.of()))
                    .read();
            return new Part(section, weight == null ? 1 : weight);
        }
    }

    public MixtureSection {
        parts = List.copyOf(parts);
    }

    @Override
    public String title() {
        return parts.stream().map(part -> part.environment().title()).collect(Collectors.joining(" + "));
    }

    @Override
    public Mixture open() {
        if (parts.isEmpty()) {
            throw new InputException("environment.parts is empty; list environments, e.g."
                    + " [{environment: {type: procedural, generator: gcd}, weight: 1}]");
        }
        return new Mixture(
                parts.stream()
                        .map(part ->
                                new Mixture.Part(part.environment().openSingleTurn("environment.parts"), part.weight()))
                        .toList(),
                seed);
    }
}
