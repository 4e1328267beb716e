package dev.rlvr4j.rewards.math;

import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Cacheable;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import java.util.Optional;

/**
 * Verifier {@code math-lenient}: as {@code math}, but an answer that nothing marks counts for every reference. For scoring outputs
 * of models that were never told a format; as a reward it pays for no format at all.
 */
public final class LenientMathMatch implements Cacheable {
    private final MathMatch match = new MathMatch("math-lenient", true);

    @Override
    public String name() {
        return match.name();
    }

    @Override
    public String version() {
        return match.version();
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return match.unusable(task);
    }

    @Override
    public Optional<String> extract(Attempt attempt) {
        return match.extract(attempt);
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) {
        return match.judge(attempt, deadline);
    }
}
