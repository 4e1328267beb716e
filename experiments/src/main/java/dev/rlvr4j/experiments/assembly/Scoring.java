package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.CompiledModel;
import dev.rlvr4j.core.model.TokenScores;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Log-probs and entropies of given tokens. */
public final class Scoring {
    private Scoring() {}

    /**
     * Scores a text of T tokens at temperature 1.
     *
     * @param adapter a PEFT directory, or null for the base
     * @return log-prob of each token after the first, {@code [T - 1]}, and entropy of the next token at each position, {@code
     *     [T]}
     * @throws dev.rlvr4j.core.InputException if they do not fit the context, or the adapter is damaged or another model's
     */
    public static TokenScores score(LoadedModel model, @Nullable Path adapter, int[] tokens) {
        BaseModel base = model.base();
        try (CompiledModel compiled = model.adapted(adapter)) {
            return base.score(compiled == null ? base.tensors() : compiled.tensors(), tokens);
        }
    }
}
