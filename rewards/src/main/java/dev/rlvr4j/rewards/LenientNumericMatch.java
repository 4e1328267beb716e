package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;
import java.util.Optional;

/**
 * Verifier {@code numeric-lenient}: as {@link NumericMatch}, but where no answer format is found the last number of the
 * response is the answer. For models that were never shown a format; it cannot teach one.
 */
public final class LenientNumericMatch implements AnswerVerifier {
    private static final String NAME = "numeric-lenient";

    private final NumericMatch match = NumericMatch.lenient(NAME);

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
