package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
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
public final class NumericMatch implements Verifier {
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

    /** @throws InputException if no number can be read from the reference: an unusable gold is an error, never a 0 */
    @Override
    public Score verify(Attempt attempt) {
        Numeral gold = gold(attempt);
        Optional<String> found = extraction.find(attempt.response());
        if (found.isEmpty()) {
            return Verdict.NO_ANSWER.score("the response gives no number where an answer is sought");
        }
        String answer = Verdict.quote(found.get());
        Numeral number = Numeral.parse(found.get());
        if (number == null) {
            return Verdict.WRONG.score(answer + " is not one number");
        }
        return gold.accepts(number)
                ? Verdict.CORRECT.score(answer)
                : Verdict.WRONG.score(answer + " instead of " + Verdict.quote(goldText(attempt.reference())));
    }

    private static Numeral gold(Attempt attempt) {
        String text = goldText(attempt.reference());
        Numeral gold = Numeral.parse(text);
        if (gold == null) {
            throw new InputException("the reference of task '" + attempt.taskId() + "' holds no number: "
                    + Verdict.quote(text)
                    + "; a numeric verifier needs a number, a solution that ends in '#### n', or \\boxed{n}");
        }
        return gold;
    }

    private static String goldText(String reference) {
        return HashLines.present(reference)
                ? HashLines.last(reference)
                : AnswerExtraction.boxed().find(reference).orElse(reference);
    }
}
