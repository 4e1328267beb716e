package dev.rlvr4j.rewards.answers;

import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import java.util.Optional;

/** What verl's two ways to grade GSM8K share: the window, the gold, and equality of texts. */
final class Gsm8kRules {
    private static final int WINDOW = 300;
    private static final String MARK = "####";

    private Gsm8kRules() {}

    /** The last 300 characters (code points). */
    static String window(String response) {
        int chars = response.codePointCount(0, response.length());
        return chars <= WINDOW ? response : response.substring(response.offsetByCodePoints(response.length(), -WINDOW));
    }

    /** What follows the last mark of the reference (or all of it) without commas. */
    static String gold(String reference) {
        int mark = reference.lastIndexOf(MARK);
        return reference
                .substring(mark < 0 ? 0 : mark + MARK.length())
                .replace(",", "")
                .strip();
    }

    static Optional<String> unusable(Attempt task) {
        String gold = gold(task.reference());
        boolean number = !gold.isEmpty() && gold.chars().allMatch(c -> isNumberPart(c) || c == '-');
        return number
                ? Optional.empty()
                : Optional.of("the reference of task '" + task.taskId() + "' holds no plain number: "
                        + Verdict.quote(gold) + "; GSM8K's rules need a number or a solution that ends in '#### n'");
    }

    static Judgement judge(Attempt attempt, Optional<String> answer) {
        Optional<String> unusable = unusable(attempt);
        if (unusable.isPresent()) {
            return Judgement.of(Verdict.GOLD_UNUSABLE, null, unusable.get());
        }
        if (answer.isEmpty()) {
            return Judgement.of(Verdict.NO_ANSWER, null, "no number where one is sought in the last 300 characters");
        }
        String gold = gold(attempt.reference());
        String given = answer.get();
        return given.equals(gold)
                ? Judgement.of(Verdict.CORRECT, given, Verdict.quote(given))
                : Judgement.of(Verdict.WRONG, given, Verdict.quote(given) + " instead of " + Verdict.quote(gold));
    }

    /** A digit, point or comma. */
    static boolean isNumberPart(int c) {
        return (c >= '0' && c <= '9') || c == '.' || c == ',';
    }

    /** The end of the run of digits, points and commas that starts here. */
    static int numberEnd(String text, int from) {
        int end = from;
        while (end < text.length() && isNumberPart(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
