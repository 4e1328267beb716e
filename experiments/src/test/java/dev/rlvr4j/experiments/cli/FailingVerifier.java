package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Verifier;

/** A verifier that always throws. */
public final class FailingVerifier implements Verifier {
    @Override
    public String name() {
        return "failing";
    }

    @Override
    public Score verify(Attempt attempt) {
        throw new IllegalStateException("out of order");
    }
}
