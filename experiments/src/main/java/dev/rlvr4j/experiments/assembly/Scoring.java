package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.core.model.TransformerPolicy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Log-probs and entropies of given tokens. */
public final class Scoring {
    private Scoring() {}

    /**
     * What a model says of a text of T tokens.
     *
     * @param logProbs log-prob of each token after the first, {@code [T - 1]}
     * @param entropies entropy of the next token at each position, {@code [T]}
     */
    public record Result(float[] logProbs, float[] entropies) {}

    /**
     * Scores tokens at temperature 1.
     *
     * @param adapter a PEFT directory, or null for the base
     * @throws InputException if they do not fit the context
     */
    public static Result score(LoadedModel model, @Nullable Path adapter, int[] tokens) {
        int context = model.base().config().contextLength();
        if (tokens.length == 0 || tokens.length >= context) {
            throw new InputException("a text to score needs 1 to " + (context - 1)
                    + " tokens with this model's context of " + context + ", but has " + tokens.length);
        }
        // One more token, of any kind, asks for the entropy after the last one; its log-prob is dropped.
        int[] completion = Arrays.copyOfRange(tokens, 1, tokens.length + 1);
        List<SequenceGroup> batch = List.of(new SequenceGroup(new int[] {tokens[0]}, List.of(completion)));
        var method = adapter == null ? new FullFineTuning() : new SavedAdapter(adapter);
        TokenScores scores;
        try (TransformerPolicy policy = new TransformerPolicy(model.base(), method, "scored", 0, false)) {
            scores = adapter == null ? policy.scoreBase(batch, 1) : policy.score(batch, 1);
        }
        return new Result(Arrays.copyOf(scores.logProbs(), tokens.length - 1), scores.entropies());
    }
}
