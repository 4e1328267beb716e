package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;

/** Verifier {@code exact-normalised}: as {@link ExactMatch}, blind to case, white space, Unicode form and a final full stop. */
public final class NormalisedMatch implements Verifier {
    private static final String NAME = "exact-normalised";

    private final ExactMatch match = new ExactMatch(NAME, AnswerExtraction.whole(), true);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Score verify(Attempt attempt) {
        return match.verify(attempt);
    }
}
