package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import java.util.Optional;

/**
 * Verifier {@code procedural}: 1 where the response's answer (see {@link AnswerText}) is right by the scorer of the generator
 * that made the task, else 0. There is no partial credit. For tasks of {@link ProceduralEnvironment}, alone or in a
 * {@link Mixture}.
 */
public final class ProceduralVerifier implements AnswerVerifier {
    /** Longest answer that is read. */
    static final int MAX_ANSWER = 40_000;

    private final Generators generators;

    /** Knows the generators on the class path. */
    public ProceduralVerifier() {
        this.generators = Generators.standard();
    }

    @Override
    public String name() {
        return "procedural";
    }

    @Override
    public String version() {
        return "procedural-1";
    }

    /** @throws InputException if no generator on the class path made the task */
    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) {
        Generator<?> generator = generator(attempt);
        Optional<String> answer = AnswerText.find(attempt);
        if (answer.isEmpty()) {
            return Judgement.of(Verdict.NO_ANSWER, null, "the response gives no answer");
        }
        if (answer.get().length() > MAX_ANSWER) {
            return Judgement.of(
                    Verdict.LIMIT, null, "an answer of " + answer.get().length() + " characters is too long");
        }
        Optional<String> plain = AnswerText.plain(answer.get());
        return plain.isEmpty() ? Answers.unreadable(answer.get(), "plain text") : generator.judge(plain.get(), attempt);
    }

    /** A task whose own reference its scorer does not accept is unusable. */
    @Override
    public Optional<String> unusable(Attempt task) {
        Judgement own = generator(task).judge(task.reference(), task);
        return own.verdict() == Verdict.CORRECT ? Optional.empty() : Optional.of("its own reference: " + own.detail());
    }

    private Generator<?> generator(Attempt attempt) {
        String name = attempt.metadata().get("generator");
        if (name == null) {
            throw new InputException(
                    "task '" + attempt.taskId() + "' was made by no generator; the verifier 'procedural'"
                            + " is for environments of type procedural, others have verifiers of their own, e.g. numeric or math");
        }
        return generators.get(name);
    }
}
