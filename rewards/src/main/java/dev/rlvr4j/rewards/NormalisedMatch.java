package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;
import java.util.Optional;

/** Verifier {@code exact-normalised}: as {@link ExactMatch}, blind to case, white space, Unicode form and a final full stop. */
public final class NormalisedMatch implements AnswerVerifier {
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

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) {
        return match.judge(attempt, deadline);
    }

    @Override
    public String version() {
        return match.version();
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return match.unusable(task);
    }
}
