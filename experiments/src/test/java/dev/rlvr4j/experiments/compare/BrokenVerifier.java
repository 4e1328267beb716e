package dev.rlvr4j.experiments.compare;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Verifier;
import java.util.concurrent.atomic.AtomicBoolean;

/** A verifier that throws until it is mended. */
public final class BrokenVerifier implements Verifier {
    static final AtomicBoolean BROKEN = new AtomicBoolean(true);

    @Override
    public String name() {
        return "broken";
    }

    @Override
    public Score verify(Attempt attempt) {
        if (BROKEN.get()) {
            throw new IllegalStateException("the judge is out");
        }
        return Score.of(0, "mended");
    }
}
