package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.Rewards;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.Verifiers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A verifier and its weight in the sum of a reward.
 *
 * @param name the name it is registered by
 * @param weight finite; 1 where it is left out, below 0 for a penalty, 0 to see it in the metrics or to use it as a gate
 * @param label its name in the metrics and for {@code only_if}; null is {@code name}. Needed where one verifier stands twice
 * @param onlyIf a part (or else a registered verifier, which is then evaluated too): this part counts only where that one has a
 *     value of at least 1
 * @param options the verifier's own settings
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RewardPart(
        String name,
        double weight,
        @Nullable String label,
        @Nullable String onlyIf,
        Map<String, Object> options) {
    public RewardPart {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        options.forEach((key, value) -> {
            if (value == null) {
                throw new InputException("the option '" + key + "' of '" + name
                        + "' has no value; give it one, or leave it out for its default");
            }
        });
    }

    @JsonCreator
    static RewardPart of(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("weight") @Nullable Double weight,
            @JsonProperty("label") @Nullable String label,
            @JsonProperty("only_if") @Nullable String onlyIf,
            @JsonProperty("options") @Nullable Map<String, Object> options) {
        if (name == null) {
            throw new InputException("a part needs a name, e.g. {name: numeric, weight: 1}");
        }
        return new RewardPart(name, weight == null ? 1 : weight, label, onlyIf, options == null ? Map.of() : options);
    }

    /** A verifier's options out of {@code key=value} assignments, read as in {@code --set}. */
    public static Map<String, Object> options(List<String> assignments) {
        Layers layers = new Layers(Mapping.TREE.createObjectNode(), Map.of());
        assignments.forEach(assignment -> layers.add(YamlTree.parseSetting(assignment)));
        return Mapping.TREE.convertValue(layers.values(), new TypeReference<Map<String, Object>>() {});
    }

    /** The weighted sum of parts; a gate that is no part but a registered verifier is evaluated, too. */
    static Verifier sum(List<RewardPart> parts) {
        Verifiers verifiers = Verifiers.standard();
        List<Rewards.Part> sum = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (RewardPart part : parts) {
            Verifier verifier = Rewards.cached(verifiers.get(part.name(), part.options()));
            sum.add(new Rewards.Part(part.key(), verifier, part.weight(), part.onlyIf()));
            names.add(part.key());
        }
        for (RewardPart part : parts) {
            String gate = part.onlyIf();
            if (gate != null && verifiers.names().contains(gate) && names.add(gate)) {
                sum.add(new Rewards.Part(gate, Rewards.cached(verifiers.get(gate, Map.of())), 0));
            }
        }
        return Rewards.weighted(sum);
    }

    /** A part without further settings. */
    static RewardPart of(String name, double weight) {
        return new RewardPart(name, weight, null, null, Map.of());
    }

    /** The name in the metrics. */
    String key() {
        return label == null ? name : label;
    }
}
