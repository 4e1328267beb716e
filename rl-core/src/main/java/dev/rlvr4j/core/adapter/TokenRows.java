package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Gradients;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Some tokens' rows of the embedding or of the output head, trained in place of the base's.
 *
 * @param module {@link VocabularyModules#EMBEDDING} or {@link VocabularyModules#HEAD}
 * @param tokens ids of the tokens, each once
 */
record TokenRows(String module, List<Integer> tokens) {
    TokenRows {
        tokens = List.copyOf(tokens);
    }

    /** {@code [n, d]}; InputException where a token is none of the model's. */
    long[] shape(Base base) {
        Set<Integer> seen = new HashSet<>();
        for (int token : tokens) {
            if (token < 0 || token >= base.config().vocabularySize()) {
                throw new InputException("token id " + token + " of trained rows is not in the model's vocabulary of "
                        + base.config().vocabularySize() + " tokens");
            }
            if (!seen.add(token)) {
                throw new InputException("token id " + token + " stands twice among the trained rows");
            }
        }
        return new long[] {tokens.size(), base.config().hiddenSize()};
    }

    /** The base's rows, {@code [n, d]}. */
    NDArray start(Base base, NDManager scope) {
        shape(base); // which refuses tokens that are none
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            return Maps.rows(base.weight(module + ".weight", temporary), indices(), scope);
        }
    }

    /** The base's matrix with trained rows {@code [n, d]} in place. */
    NDArray weight(Base base, NDArray rows, NDManager scope) {
        return Maps.withRows(base.weight(module + ".weight", scope), indices(), rows, scope);
    }

    private int[] indices() {
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }
}
