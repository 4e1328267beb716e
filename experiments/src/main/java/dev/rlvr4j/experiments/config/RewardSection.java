package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.Rewards;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.Verifiers;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a completion is worth: the weighted sum of verifiers.
 *
 * @param parts the verifiers by name, at least one
 * @param timeoutSeconds most seconds a verifier may take for one completion
 */
public record RewardSection(List<Part> parts, double timeoutSeconds) {
    /**
     * A verifier and its weight in the sum.
     *
     * @param name the name it is registered by
     * @param weight finite; 1 where it is left out
     */
    public record Part(String name, double weight) {
        @JsonCreator
        static Part of(@JsonProperty("name") @Nullable String name, @JsonProperty("weight") @Nullable Double weight) {
            if (name == null) {
                throw new InputException("a part needs a name, e.g. {name: numeric, weight: 1}");
            }
            return new Part(name, weight == null ? 1 : weight);
        }
    }

    static final RewardSection DEFAULT = new RewardSection(List.of(new Part("numeric", 1.0)), 10);

    public RewardSection {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new InputException("parts is empty; name a verifier, e.g. [{name: numeric, weight: 1}]");
        }
        if (!(timeoutSeconds > 0 && timeoutSeconds <= 86_400)) {
            throw new InputException("timeout_seconds must be above 0 and at most a day, but is " + timeoutSeconds);
        }
    }

    /** The weighted sum of the parts. */
    public Verifier verifier() {
        Verifiers verifiers = Verifiers.standard();
        return Rewards.weighted(parts.stream()
                .map(part -> new Rewards.Part(part.name(), verifiers.get(part.name()), part.weight()))
                .toList());
    }

    /** The time limit of one completion. */
    public Duration timeout() {
        return Duration.ofMillis(Math.round(1000 * timeoutSeconds));
    }
}
