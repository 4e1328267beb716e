package dev.rlvr4j.experiments.compare;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Verifier;
import java.util.concurrent.atomic.AtomicInteger;

/** Rewards responses of an even length as long as it can: throws once it has judged so many. */
public final class TiringVerifier implements Verifier {
    static final AtomicInteger LEFT = new AtomicInteger(Integer.MAX_VALUE);

    @Override
    public String name() {
        return "tiring";
    }

    @Override
    public Score verify(Attempt attempt) {
        if (LEFT.getAndDecrement() <= 0) {
            throw new IllegalStateException("the judge is tired");
        }
        return Score.of(
                attempt.response().length() % 2 == 0 ? 1 : 0, attempt.response().length() + " characters");
    }
}
