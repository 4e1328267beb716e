package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.adapter.AdapterMethod;

/** An adapter method's settings, as recipes write them. */
public final class MethodSettings {
    private MethodSettings() {}

    /** Its settings by name, without the method's own name. */
    public static ObjectNode of(AdapterMethod method) {
        return FlatTargets.flat(Mapping.TREE.valueToTree(method));
    }
}
