package dev.rlvr4j.envs.datasets;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a layout makes of a row.
 *
 * @param id the data set's own name of the row; null where it has none
 * @param question the problem
 * @param reference the reference answer; empty where the row has none a verifier could use
 * @param metadata further fields
 */
record Example(@Nullable String id, String question, String reference, Map<String, String> metadata) {
    Example {
        metadata = Map.copyOf(metadata);
    }

    /** The fields that are not empty, by the names they are to have: {@code name, text, name, text, ...}. */
    static Map<String, String> fields(String... pairs) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            if (!pairs[i + 1].isBlank()) {
                fields.put(pairs[i], pairs[i + 1]);
            }
        }
        return fields;
    }
}
