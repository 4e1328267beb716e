package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;
import java.util.Optional;

/** A verifier that finds the answer in a response, compares it with the reference, and says what it found. Thread-safe. */
public interface AnswerVerifier extends Verifier {
    /**
     * Judges an attempt. Whatever the response holds, this returns a judgement; what takes too long is
     * {@link Verdict#LIMIT}.
     *
     * @param deadline looked at now and then; when it has passed the verdict is LIMIT
     */
    Judgement judge(Attempt attempt, Deadline deadline) throws Exception;

    /** Name and number of its rules, e.g. {@code math-1}: another version may judge otherwise. */
    String version();

    /**
     * Why no response can be compared with this task's reference; empty where it can. Such tasks are left out when a data set is
     * loaded.
     *
     * @param task an attempt with an empty response
     */
    @Override
    default Optional<String> unusable(Attempt task) {
        return Optional.empty();
    }

    /** @throws dev.rlvr4j.core.InputException if the reference is unusable: that is never a 0 */
    @Override
    default Score verify(Attempt attempt) throws Exception {
        return judge(attempt, Deadline.current()).scoreOfUsable();
    }
}
