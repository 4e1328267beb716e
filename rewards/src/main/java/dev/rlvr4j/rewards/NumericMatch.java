package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;
import java.util.Optional;

/**
 * Verifier {@code numeric}: 1 where the response's answer equals the reference as an exact number, else 0.
 *
 * <p>The answer is sought behind the last {@code </think>} as {@code #### n}, then {@code \boxed{n}}, then
 * {@code <answer>n</answer>}; a number in no such place is no answer. It must be one literal (see {@link Numeral}):
 * {@code 1,234}, {@code $5.00}, {@code 3/4} and {@code 50%} (one half) are, {@code 17+38} and {@code 41 or 42} are not.
 *
 * <p>The reference is a number, a solution in GSM8K's layout that ends in {@code #### n}, or one with a {@code \boxed{n}}.
 */
public final class NumericMatch implements AnswerVerifier {
    private static final AnswerExtraction FORMATS =
            AnswerExtraction.hashes().or(AnswerExtraction.boxed()).or(AnswerExtraction.answerTag());

    private final String name;
    private final AnswerExtraction extraction;

    /** The strict verifier {@code numeric}. */
    public NumericMatch() {
        this("numeric", AnswerExtraction.afterThinking(FORMATS));
    }

    /** A numeric verifier that seeks answers elsewhere. */
    public NumericMatch(String name, AnswerExtraction extraction) {
        this.name = name;
        this.extraction = extraction;
    }

    static NumericMatch lenient(String name) {
        return new NumericMatch(name, AnswerExtraction.afterThinking(FORMATS.or(AnswerExtraction.lastNumber())));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return name + "-1";
    }

    /** @throws dev.rlvr4j.core.InputException if no number can be read from the reference: never a 0 */
    @Override
    public Score verify(Attempt attempt) {
        return judge(attempt, Deadline.NONE).scoreOfUsable(); // linear and bounded, so that it needs no deadline
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) {
        String goldText = goldText(attempt.reference());
        Numeral gold = Numeral.parse(goldText);
        if (gold == null) {
            return Judgement.of(Verdict.GOLD_UNUSABLE, null, unusable(attempt.taskId(), goldText));
        }
        Optional<String> found = extraction.find(attempt.response());
        if (found.isEmpty()) {
            return Judgement.of(Verdict.NO_ANSWER, null, "the response gives no number where an answer is sought");
        }
        String answer = found.get();
        String shown = Verdict.quote(answer);
        Numeral number = Numeral.parse(answer);
        if (number == null) {
            return Judgement.of(Verdict.WRONG, answer, shown + " is not one number");
        }
        return gold.accepts(number)
                ? Judgement.of(Verdict.CORRECT, answer, shown)
                : Judgement.of(Verdict.WRONG, answer, shown + " instead of " + Verdict.quote(goldText));
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        String goldText = goldText(task.reference());
        return Numeral.parse(goldText) == null ? Optional.of(unusable(task.taskId(), goldText)) : Optional.empty();
    }

    private static String unusable(String taskId, String goldText) {
        return "the reference of task '" + taskId + "' holds no number: " + Verdict.quote(goldText)
                + "; a numeric verifier needs a number, a solution that ends in '#### n', or \\boxed{n}";
    }

    private static String goldText(String reference) {
        return HashLines.present(reference)
                ? HashLines.last(reference)
                : AnswerExtraction.boxed().find(reference).orElse(reference);
    }
}
