package dev.rlvr4j.core.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Matcher;

/** Which modules PEFT 0.21.0 takes for an adapter's targets. */
final class PeftTargets {
    private PeftTargets() {}

    /**
     * Whether a module is one.
     *
     * @param module its path, e.g. {@code model.layers.0.self_attn.q_proj}
     * @param targets a regular expression of whole paths, or a list of what paths end with; a path in full counts in all layers
     * @param exclude likewise; null excludes none
     * @param layers that it may be in; empty is all
     * @param lists what lists of layers are called; empty is anything
     */
    static boolean matches(
            String module, JsonNode targets, JsonNode exclude, List<Integer> layers, List<String> lists) {
        if (named(exclude, module)) {
            return false;
        }
        if (targets.asText().equals(TargetModules.ALL_LINEAR)) {
            return layers.isEmpty() || inLayer(module, layers, lists);
        }
        boolean whole = targets.isTextual() || contains(targets, module);
        return named(targets, module) && (whole || layers.isEmpty() || inLayer(module, layers, lists));
    }

    private static boolean contains(JsonNode list, String text) {
        for (JsonNode item : list) {
            if (item.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean named(JsonNode names, String module) {
        if (names.isTextual()) {
            return names.asText().equals(TargetModules.ALL_LINEAR)
                    || TargetModules.compile(names.asText()).matcher(module).matches();
        }
        for (JsonNode name : names) {
            if (module.equals(name.asText()) || module.endsWith("." + name.asText())) {
                return true;
            }
        }
        return false;
    }

    private static boolean inLayer(String module, List<Integer> layers, List<String> lists) {
        for (String list : lists.isEmpty() ? List.of("[^.]*") : lists) {
            Matcher index = TargetModules.compile("(?:^|.*?\\.)(?:" + list + ")\\.(\\d+)\\.")
                    .matcher(module);
            if (index.lookingAt()) {
                return layers.contains(Integer.parseInt(index.group(index.groupCount())));
            }
        }
        return false;
    }
}
