package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;

/**
 * Verifier {@code numeric-lenient}: as {@link NumericMatch}, but where no answer format is found the last number of the
 * response is the answer. For models that were never shown a format; it cannot teach one.
 */
public final class LenientNumericMatch implements Verifier {
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
}
