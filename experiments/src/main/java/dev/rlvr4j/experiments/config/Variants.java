package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.util.Map;
import java.util.Set;

/**
 * The kinds a section comes in.
 *
 * @param key the setting that names the kind, e.g. {@code type}
 * @param defaults the whole section by kind, as it is when nothing else is said
 * @param shared settings that mean the same for all kinds, and so stay as they are when the kind changes
 */
record Variants(String key, Map<String, ObjectNode> defaults, Set<String> shared) {
    Variants(String key, Map<String, ObjectNode> defaults) {
        this(key, defaults, Set.of());
    }

    /** What settings are laid over: the section as it is, or the defaults of the kind they change to. */
    ObjectNode start(ObjectNode section, ObjectNode settings, String path, String writtenAt) {
        JsonNode kind = settings.get(key);
        if (kind == null || kind.equals(section.get(key))) {
            return section;
        }
        ObjectNode start = kind.isTextual() ? defaults.get(kind.textValue()) : null;
        if (start == null) {
            String name = kind.asText();
            throw new InputException("'" + path + "." + key + "' is '" + name + "'" + writtenAt
                    + ", but must be one of "
                    + String.join(", ", defaults.keySet().stream().sorted().toList())
                    + NearestKey.of(name, defaults.keySet())
                            .map(k -> "; did you mean '" + k + "'?")
                            .orElse(""));
        }
        ObjectNode changed = start.deepCopy();
        shared.forEach(name -> changed.set(name, section.get(name).deepCopy()));
        return changed;
    }
}
