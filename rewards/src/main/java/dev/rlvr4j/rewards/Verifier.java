package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;

/** Judges one response. Write it as a lambda, or as a class listed for {@link java.util.ServiceLoader}. Thread-safe. */
@FunctionalInterface
public interface Verifier {
    /**
     * Scores an attempt. An exception is an error of the run, never a silent 0.
     *
     * @throws Exception whatever went wrong; the run reports it with the task's id
     */
    Score verify(Attempt attempt) throws Exception;

    /** The name recipes call it by. */
    default String name() {
        return getClass().getSimpleName();
    }
}
