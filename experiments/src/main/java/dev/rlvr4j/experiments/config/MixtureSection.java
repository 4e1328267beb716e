package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.generators.Mixture;
import dev.rlvr4j.rewards.Rewards;
import dev.rlvr4j.rewards.Verifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several environments by weight, {@code type: mixture}: of one turn or of several, each judged by its own verifiers or by the
 * recipe's reward.
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
     * @param label its name in ids and metrics; null is the environment's own
     * @param reward the verifiers of its tasks, as under {@code reward.parts}; null is the recipe's reward. How long they may
     *     take and what their failure does is the recipe's in any case
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Part(
            EnvironmentSection environment,
            double weight,
            @Nullable String label,
            @Nullable List<RewardPart> reward) {
        public Part {
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new InputException("weight must be above 0, but is " + weight);
            }
            reward = reward == null ? null : List.copyOf(reward);
            if (reward != null && reward.isEmpty()) {
                throw new InputException("reward is empty; name a verifier, e.g. [{name: procedural}],"
                        + " or leave it out for the recipe's reward");
            }
        }

        @JsonCreator
        static Part of(
                @JsonProperty("environment") @Nullable ObjectNode environment,
                @JsonProperty("weight") @Nullable Double weight,
                @JsonProperty("label") @Nullable String label,
                @JsonProperty("reward") @Nullable List<RewardPart> reward) {
            if (environment == null || environment.path("type").isMissingNode()) {
                throw new InputException("a part needs an environment with a type, e.g."
                        + " {environment: {type: procedural, generator: gcd}, weight: 1}");
            }
            Variants kinds = EnvironmentSection.variants();
            ObjectNode defaults = kinds.start(Mapping.TREE.createObjectNode(), environment, "environment", "");
            EnvironmentSection section = new RecipeReader<>(EnvironmentSection.class, defaults, Map.of())
                    .layer(new YamlTree(environment, Map.of()))
                    .read();
            return new Part(section, weight == null ? 1 : weight, label, reward);
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
                        .map(part -> new Mixture.Part(
                                part.label(), part.environment().open(), part.weight()))
                        .toList(),
                seed);
    }

    @Override
    public Verifier judge(Environment opened, Verifier usual) {
        Map<String, Verifier> byName = new LinkedHashMap<>();
        collect((Mixture) opened, "", usual, byName);
        return Rewards.byEnvironment(byName, usual);
    }

    private void collect(Mixture mixture, String before, Verifier usual, Map<String, Verifier> byName) {
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            String name = before + mixture.names().get(p);
            Verifier own = part.reward() == null ? usual : RewardPart.sum(part.reward());
            if (part.environment() instanceof MixtureSection inner) {
                inner.collect((Mixture) mixture.environments().get(p), name + "/", own, byName);
            } else {
                byName.put(name, own);
            }
        }
    }
}
