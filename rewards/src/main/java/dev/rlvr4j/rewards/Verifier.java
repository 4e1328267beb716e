package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;
import java.util.Optional;

/** Judges one response. Write it as a lambda, or as a class listed for {@link java.util.ServiceLoader}. Thread-safe. */
@FunctionalInterface
public interface Verifier {
    /**
     * Scores an attempt. An exception is an error of the run, never a silent 0.
     *
     * @throws Exception whatever went wrong; the run reports it with the task's id
     */
    Score verify(Attempt attempt) throws Exception;

    /**
     * Why no response can be scored on this task; empty where it can, or where the verifier does not know. Such tasks are left
     * out when a data set is loaded.
     *
     * @param task an attempt with an empty response
     */
    default Optional<String> unusable(Attempt task) {
        return Optional.empty();
    }

    /** The name recipes call it by. */
    default String name() {
        return getClass().getSimpleName();
    }
}
