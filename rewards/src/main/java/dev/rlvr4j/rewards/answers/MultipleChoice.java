package dev.rlvr4j.rewards.answers;

import dev.rlvr4j.rewards.AnswerExtraction;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifier;
import java.util.Locale;
import java.util.Optional;

/**
 * Verifier {@code multiple-choice}: 1 where the response's answer is the reference's letter.
 *
 * <p>The answer stands behind the last {@code </think>} in the last {@code \boxed{…}} or {@code <answer>…</answer>}, behind the
 * last {@code answer is} or {@code answer:}, or is the whole response. It is one letter, bare or as {@code (B)}, {@code B.},
 * {@code B) text}, {@code **B**} or {@code \text{B}}; several letters are no letter. Option {@code choices} (4): how many
 * letters there are.
 */
public final class MultipleChoice implements AnswerVerifier, Configurable {
    private static final AnswerExtraction FORMATS = AnswerExtraction.afterThinking(AnswerExtraction.boxed()
            .or(AnswerExtraction.answerTag())
            .or(MultipleChoice::behindAnchor)
            .or(AnswerExtraction.whole()));
    private static final String[] ANCHORS = {"answer is", "answer:"};
    private static final String[] WRAPPERS = {"\\text{", "\\textbf{", "\\mathrm{", "\\mathbf{"};

    private final int choices;

    /** Four choices, A to D. */
    public MultipleChoice() {
        this(4);
    }

    private MultipleChoice(int choices) {
        this.choices = choices;
    }

    @Override
    public Verifier configured(Options options) {
        return options.check(new MultipleChoice(options.integer("choices", choices, 2, 26)));
    }

    @Override
    public String name() {
        return "multiple-choice";
    }

    @Override
    public String version() {
        return "multiple-choice-1/" + choices;
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) {
        Optional<String> unusable = unusable(attempt);
        if (unusable.isPresent()) {
            return Judgement.of(Verdict.GOLD_UNUSABLE, null, unusable.get());
        }
        char gold = letter(attempt.reference());
        Optional<String> found = FORMATS.find(attempt.response());
        if (found.isEmpty()) {
            return Judgement.of(Verdict.NO_ANSWER, null, "the response gives no choice");
        }
        char given = letter(found.get());
        if (given == 0) {
            return Judgement.of(
                    Verdict.UNPARSEABLE,
                    found.get(),
                    Verdict.quote(found.get()) + " is not one letter of " + letters());
        }
        String answer = String.valueOf(given);
        return given == gold
                ? Judgement.of(Verdict.CORRECT, answer, answer)
                : Judgement.of(Verdict.WRONG, answer, answer + " instead of " + gold);
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return letter(task.reference()) == 0
                ? Optional.of("the reference of task '" + task.taskId() + "' is " + Verdict.quote(task.reference())
                        + " and not a letter of " + letters())
                : Optional.empty();
    }

    private String letters() {
        return "A to " + (char) ('A' + choices - 1);
    }

    /** The one letter that a text gives, or 0. */
    private char letter(String text) {
        String bare = text.strip();
        for (String wrapper : WRAPPERS) {
            if (bare.startsWith(wrapper) && bare.endsWith("}")) {
                bare = bare.substring(wrapper.length(), bare.length() - 1).strip();
            }
        }
        while (bare.startsWith("*") || bare.startsWith("(") || bare.startsWith("[")) {
            bare = bare.substring(1);
        }
        if (bare.isEmpty()) {
            return 0;
        }
        char first = Character.toUpperCase(bare.charAt(0));
        boolean alone = bare.length() == 1 || ").:]*".indexOf(bare.charAt(1)) >= 0;
        return first >= 'A' && first < 'A' + choices && alone && !anotherFollows(bare) ? first : 0;
    }

    /** Whether a list goes on: {@code A) or B)}, {@code A. B.}. */
    private boolean anotherFollows(String text) {
        for (int i = 2; i < text.length(); i++) {
            char c = Character.toUpperCase(text.charAt(i));
            boolean starts = !Character.isLetterOrDigit(text.charAt(i - 1)) && text.charAt(i - 1) != '\'';
            boolean ends = i + 1 == text.length() || ").:]*,".indexOf(text.charAt(i + 1)) >= 0;
            if (starts && ends && c >= 'A' && c < 'A' + choices) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> behindAnchor(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() != text.length()) {
            lower = text; // some letters grow when they are lowered; then only the plain spelling is found
        }
        int start = -1;
        for (String anchor : ANCHORS) {
            int at = lower.lastIndexOf(anchor);
            start = at < 0 ? start : Math.max(start, at + anchor.length());
        }
        if (start < 0) {
            return Optional.empty();
        }
        int end = text.indexOf('\n', start);
        String line = text.substring(start, end < 0 ? text.length() : end).strip();
        return line.isEmpty() ? Optional.empty() : Optional.of(line);
    }
}
