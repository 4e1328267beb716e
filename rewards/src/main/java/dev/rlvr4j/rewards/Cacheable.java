package dev.rlvr4j.rewards;

import java.util.Optional;

/**
 * An answer verifier that first extracts an answer, and then judges by nothing but its rules, the reference, the task's
 * {@code policy} (a field of its metadata) and that answer, so that a judgement holds for every other response with the same
 * answer.
 */
public interface Cacheable extends AnswerVerifier {
    /** What {@link #judge} would extract; empty where the judgement depends on more than that, or there is no answer. */
    Optional<String> extract(Attempt attempt);
}
