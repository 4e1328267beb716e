package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * The targets of an adapter method as settings beside its others, in PEFT's words: {@code target_modules},
 * {@code exclude_modules}, {@code layers_to_transform}.
 */
final class FlatTargets {
    /** The setting that names them. */
    static final String NAMES = "target_modules";

    private static final String TARGETS = "targets";

    private FlatTargets() {}

    /** A method's settings with its targets, if it has any, beside the others. */
    static ObjectNode flat(ObjectNode settings) {
        if (!(settings.remove(TARGETS) instanceof ObjectNode targets)) {
            return settings;
        }
        JsonNode names = targets.get("names");
        boolean one = targets.get("pattern").asBoolean()
                || (names.size() == 1 && names.get(0).equals(TextNode.valueOf("all-linear")));
        settings.set(NAMES, one ? names.get(0) : names);
        settings.set("exclude_modules", targets.get("exclude"));
        settings.set("layers_to_transform", targets.get("layers"));
        return settings;
    }

    /** The reverse. */
    static ObjectNode nested(ObjectNode settings) {
        JsonNode written = settings.remove(NAMES);
        if (written == null) {
            return settings;
        }
        TargetsSetting setting = TargetsSetting.of(written);
        ObjectNode targets = settings.putObject(TARGETS);
        ArrayNode names = targets.putArray("names");
        setting.names().forEach(names::add);
        targets.put("pattern", setting.pattern());
        targets.set("exclude", settings.remove("exclude_modules"));
        targets.set("layers", settings.remove("layers_to_transform"));
        return settings;
    }
}
