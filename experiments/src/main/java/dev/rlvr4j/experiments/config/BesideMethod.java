package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Extended;
import java.util.List;
import java.util.Map;

/**
 * What is trained beside an adapter method, as settings beside the method's own.
 *
 * @param modulesToSave ends of paths of modules that are trained whole, e.g. {@code lm_head} or {@code norm}
 * @param trainableTokenIndices tokens whose rows of the embedding are trained
 */
record BesideMethod(List<String> modulesToSave, List<Integer> trainableTokenIndices) {
    private static final BesideMethod NOTHING = new BesideMethod(List.of(), List.of());
    private static final String EMBEDDING = "embed_tokens";

    /** A method's settings with those of what stands beside it. */
    static ObjectNode flat(AdapterMethod method) {
        AdapterMethod alone = method instanceof Extended extended ? extended.method() : method;
        ObjectNode settings = FlatTargets.flat(Mapping.TREE.valueToTree(alone));
        if (Extended.allows(alone)) {
            ObjectNode beside = Mapping.TREE.valueToTree(
                    method instanceof Extended extended
                            ? new BesideMethod(
                                    extended.modulesToSave(),
                                    extended.trainableTokenIndices().getOrDefault(EMBEDDING, List.of()))
                            : NOTHING);
            settings.setAll(beside);
        }
        return settings;
    }

    /** Takes its own settings out of a method's. */
    static BesideMethod take(ObjectNode settings) throws JsonProcessingException {
        ObjectNode own = Mapping.TREE.valueToTree(NOTHING);
        for (String key : List.of("modules_to_save", "trainable_token_indices")) {
            if (settings.has(key)) {
                own.set(key, settings.remove(key));
            }
        }
        return Mapping.TREE.treeToValue(own, BesideMethod.class);
    }

    AdapterMethod around(AdapterMethod method) {
        return Extended.of(
                method,
                modulesToSave,
                trainableTokenIndices.isEmpty() ? Map.of() : Map.of(EMBEDDING, trainableTokenIndices));
    }
}
