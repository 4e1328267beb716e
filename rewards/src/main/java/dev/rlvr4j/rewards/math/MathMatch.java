package dev.rlvr4j.rewards.math;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.AnswerExtraction;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Cacheable;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import java.util.Optional;

/**
 * Verifier {@code math}: whether the response's answer is mathematically equal to the reference.
 *
 * <p>The answer is sought behind the last {@code </think>} in the last top-level {@code \boxed{…}}, then as {@code #### n}, then
 * in {@code <answer>…</answer>}; a response that is nothing but one short expression ({@code 1/2}, {@code $x=3$}) is itself the
 * answer. Where the reference itself stands between delimiters or in worked text, any answer that nothing marks counts too (see
 * {@link FreeForm}).
 *
 * <p>Metadata of a task: {@code policy} (see {@link Policy}); {@code precision}, the decimal places (default 6) to which an answer
 * may be rounded where the reference has no decimal that short.
 *
 * <p>Judgements are worth remembering ({@link dev.rlvr4j.rewards.Rewards#cached}): finding the answer of a worked GSM8K solution
 * takes about 2 microseconds, comparing it 30 to 50, and one of MATH-like cases 300 to 800 (measured on a busy core).
 */
public final class MathMatch implements Cacheable {
    static final String VERSION = "math-2";
    private static final String PRECISION = "precision";
    private static final int DEFAULT_PLACES = 6;
    private static final int MAX_PLACES = 30;
    private static final int SHOWN = 200;
    private static final AnswerExtraction MARKED =
            AnswerExtraction.boxed().or(AnswerExtraction.quantityHashes()).or(AnswerExtraction.answerTag());
    private static final AnswerExtraction STRICT = AnswerExtraction.afterThinking(MARKED.or(FreeForm::whole));
    private static final AnswerExtraction FREE = AnswerExtraction.afterThinking(MARKED.or(FreeForm::find));

    private final String name;
    private final boolean lenient;

    /** The verifier {@code math}. */
    public MathMatch() {
        this("math", false);
    }

    /** @param lenient whether unmarked answers always count */
    MathMatch(String name, boolean lenient) {
        this.name = name;
        this.lenient = lenient;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return VERSION;
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        Judge judge = new Judge(Policy.of(task.metadata()), places(task), new Budget(Deadline.NONE));
        return judge.unusable(Reference.of(task.reference()).text());
    }

    /**
     * {@inheritDoc}
     *
     * <p>A task with a precision of its own is not remembered, nor an answer with a percent sign outside its box: reference and
     * answer alone do not decide on them.
     */
    @Override
    public Optional<String> extract(Attempt attempt) {
        return attempt.metadata().containsKey(PRECISION)
                ? Optional.empty()
                : answer(attempt, Reference.of(attempt.reference()))
                        .filter(answer -> Percents.otherReading(attempt.response(), answer)
                                .isEmpty());
    }

    private Optional<String> answer(Attempt attempt, Reference reference) {
        return (lenient || reference.delimited() ? FREE : STRICT).find(attempt.response());
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) {
        Judge judge = new Judge(Policy.of(attempt.metadata()), places(attempt), new Budget(deadline));
        Reference reference = Reference.of(attempt.reference());
        Optional<String> found = answer(attempt, reference);
        Judge.Finding finding = judge.find(
                reference.text(), found.map(PlainText::withoutMarkdown).orElse(null));
        if (finding.verdict() == Verdict.WRONG && found.isPresent()) {
            Optional<String> percent = Percents.otherReading(attempt.response(), found.get());
            if (percent.isPresent()
                    && judge.find(reference.text(), percent.get()).verdict() == Verdict.CORRECT) {
                found = percent;
                finding = judge.find(reference.text(), percent.get());
            }
        }
        String extracted = found.map(MathMatch::shown).orElse(null);
        return Judgement.of(finding.verdict(), extracted, finding.detail());
    }

    /** The start of an answer, as a record may carry it. */
    private static String shown(String answer) {
        return answer.length() <= SHOWN ? answer : answer.substring(0, SHOWN) + "…";
    }

    private static int places(Attempt attempt) {
        String text = attempt.metadata().get(PRECISION);
        if (text == null || text.isBlank()) {
            return DEFAULT_PLACES;
        }
        try {
            int places = Integer.parseInt(text.strip());
            if (places >= 0 && places <= MAX_PLACES) {
                return places;
            }
        } catch (NumberFormatException e) {
            throw precision(attempt, text, e);
        }
        throw precision(attempt, text, null);
    }

    private static InputException precision(
            Attempt attempt, String text, @org.jspecify.annotations.Nullable Exception cause) {
        String message = "the field precision of task '" + attempt.taskId()
                + "' must be a number of decimal places from 0 to " + MAX_PLACES + ", but is '" + text + "'";
        return cause == null ? new InputException(message) : new InputException(message, cause);
    }
}
