package dev.rlvr4j.experiments.compare;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Verifier;

/** Rewards responses of an even length: even a model that knows nothing is right now and then. */
public final class EvenLengthVerifier implements Verifier {
    @Override
    public String name() {
        return "even-length";
    }

    @Override
    public Score verify(Attempt attempt) {
        return Score.of(
                attempt.response().length() % 2 == 0 ? 1 : 0, attempt.response().length() + " characters");
    }
}
