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
    public Score {
        if (!Double.isFinite(value)) {
            throw new RlvrException("a score must be finite, but is " + value + " (" + reason + ")");
        }
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    public static Score of(double value, String reason) {
        return new Score(value, Map.of(), reason);
    }
}
