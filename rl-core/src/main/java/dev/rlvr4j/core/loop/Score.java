package dev.rlvr4j.core.loop;

import dev.rlvr4j.core.RlvrException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a reward says of one completion.
 *
 * @param value the number the trainer learns from; finite
 * @param parts the named raw parts the value was composed of, for the metrics; may be empty
 * @param reason one short sentence for the reader of samples.jsonl
 */
public record Score(double value, Map<String, Double> parts, String reason) {
    /** The part that says whether the answer is right, whatever the value. */
    public static final String CORRECT = "correct";

    public Score {
        if (!Double.isFinite(value)) {
            throw new RlvrException("a score must be finite, but is " + value + " (" + reason + ")");
        }
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /** Whether it says that the answer is right: by its part {@link #CORRECT} if it has one, else by the full value of 1. */
    public boolean correct() {
        return parts.getOrDefault(CORRECT, value) >= 1 - 1e-9;
    }

    public static Score of(double value, String reason) {
        return new Score(value, Map.of(), reason);
    }
}
