package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings laid over each other: sections merge key by key, lists and values replace. A section with variants (its
 * {@link Variants#key} names which one) starts again from the defaults of the new variant when that key changes.
 */
final class Layers {
    private final ObjectNode values;
    private final Map<String, String> origins = new HashMap<>();
    private final Map<String, Variants> variants;

    Layers(ObjectNode defaults, Map<String, Variants> variants) {
        this.values = defaults.deepCopy();
        this.variants = variants;
    }

    /** The merged tree. */
    ObjectNode values() {
        return values;
    }

    /** The merged tree, and where its values were written. */
    YamlTree tree() {
        return new YamlTree(values.deepCopy(), Map.copyOf(origins));
    }

    /** {@code " (run.yaml, line 3)"} for a path somebody wrote, else an empty text. */
    String writtenAt(String path) {
        for (String p = path; !p.isEmpty(); p = parent(p)) {
            String origin = origins.get(p);
            if (origin != null) {
                return " (" + origin + ")";
            }
        }
        return "";
    }

    void add(YamlTree layer) {
        origins.putAll(layer.origins());
        merge(values, layer.values(), "");
    }

    private void merge(ObjectNode base, ObjectNode over, String path) {
        over.properties().forEach(entry -> {
            String key = entry.getKey();
            String child = path.isEmpty() ? key : path + "." + key;
            JsonNode old = base.get(key);
            JsonNode value = named(entry.getValue(), variants.get(child));
            if (value.isNull() && old != null && !old.isNull()) {
                if (old.isObject()) {
                    return; // a section whose lines are all commented out
                }
                throw new InputException("'" + child + "' has no value" + writtenAt(child)
                        + "; give it one, or leave the line out for the default " + old);
            }
            if (old instanceof ObjectNode section && value instanceof ObjectNode settings) {
                Variants kinds = variants.get(child);
                ObjectNode start = kinds == null
                        ? section
                        : kinds.start(section, settings, child, writtenAt(child + "." + kinds.key()));
                base.set(key, start);
                merge(start, settings, child);
            } else {
                base.set(key, value);
            }
        });
    }

    /** A section that is only named, {@code loss: gspo}, is one with nothing else said. */
    private static JsonNode named(JsonNode value, @Nullable Variants kinds) {
        return kinds != null && value.isTextual()
                ? Mapping.TREE.createObjectNode().set(kinds.key(), value)
                : value;
    }

    private static String parent(String path) {
        int cut = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return cut < 0 ? "" : path.substring(0, cut);
    }
}
