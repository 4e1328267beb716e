package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.OnError;
import dev.rlvr4j.rewards.Rewards;
import dev.rlvr4j.rewards.Verifier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a completion is worth: the weighted sum of verifiers.
 *
 * @param parts the verifiers by name, at least one
 * @param timeoutSeconds most seconds a verifier may take for one completion
 * @param onError what a verifier's failure does: {@code stop} ends the run, {@code count} goes on with {@code error_value}
 * @param errorValue the score of a completion whose verifier failed; must be given with {@code count}, and only there
 * @param workers completions verified at a time; null is one for each core, at most 8. Rewards that wait for a server want more
 */
public record RewardSection(
        List<RewardPart> parts,
        double timeoutSeconds,
        Failure onError,
        @Nullable Double errorValue,
        @Nullable Integer workers) {
    /** What a verifier's failure does. */
    public enum Failure {
        STOP,
        COUNT
    }

    static final RewardSection DEFAULT =
            new RewardSection(List.of(RewardPart.of("numeric", 1.0)), 10, Failure.STOP, null, null);

    private static final int MOST_WORKERS = 1024;

    public RewardSection {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new InputException("parts is empty; name a verifier, e.g. [{name: numeric, weight: 1}]");
        }
        if (!(timeoutSeconds > 0 && timeoutSeconds <= 86_400)) {
            throw new InputException("timeout_seconds must be above 0 and at most a day, but is " + timeoutSeconds);
        }
        if (onError == Failure.COUNT && errorValue == null) {
            throw new InputException(
                    "on_error: count needs error_value, the score of a completion whose verifier failed;"
                            + " take what a bad completion scores");
        }
        if (onError == Failure.STOP && errorValue != null) {
            throw new InputException("error_value is " + errorValue
                    + ", but on_error is stop; set on_error: count, or leave error_value out");
        }
        if (errorValue != null && !Double.isFinite(errorValue)) {
            throw new InputException("error_value must be finite, but is " + errorValue);
        }
        if (workers != null && (workers < 1 || workers > MOST_WORKERS)) {
            throw new InputException("workers must be from 1 to " + MOST_WORKERS + ", but is " + workers);
        }
    }

    /** The weight of each part, as scores name them. */
    public Map<String, Double> weights() {
        Map<String, Double> weights = new LinkedHashMap<>();
        parts.forEach(part -> weights.put(part.key(), part.weight()));
        return weights;
    }

    /** The weighted sum of the parts. */
    public Verifier verifier() {
        return RewardPart.sum(parts);
    }

    /** The time limit of one completion. */
    public Duration timeout() {
        return Duration.ofMillis(Math.round(1000 * timeoutSeconds));
    }

    /** How many verifications run at a time, and how long each may. */
    public Rewards.Limits limits() {
        return workers == null ? Rewards.Limits.of(timeout()) : Rewards.Limits.of(timeout(), workers);
    }

    /** What a verifier's failure does. */
    public OnError failures() {
        return errorValue == null ? OnError.STOP : OnError.count(errorValue);
    }
}
