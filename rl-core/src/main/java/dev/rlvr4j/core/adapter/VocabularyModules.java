package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;

/** The two modules with a row for each token, which are one where a model ties them. */
final class VocabularyModules {
    static final String EMBEDDING = "model.embed_tokens";
    static final String HEAD = "lm_head";
    static final List<String> ALL = List.of(EMBEDDING, HEAD);

    private VocabularyModules() {}

    /** Whether a module's path or its last name means one of them. */
    static boolean named(String module) {
        return module.equals(HEAD) || isEmbedding(module);
    }

    static boolean isEmbedding(String module) {
        return module.equals(EMBEDDING) || EMBEDDING.endsWith("." + module);
    }

    /**
     * Leaves the output head at the base's where a tied embedding is replaced and the head is not, as PEFT does: without an entry
     * of its own the head follows the embedding.
     */
    static void untie(Base base, Map<String, NDArray> weights, NDManager scope) {
        String head = HEAD + ".weight";
        if (base.config().tieWordEmbeddings()
                && weights.containsKey(EMBEDDING + ".weight")
                && !weights.containsKey(head)) {
            weights.put(head, base.weight(head, scope));
        }
    }
}
