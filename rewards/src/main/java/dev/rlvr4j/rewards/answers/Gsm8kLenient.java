package dev.rlvr4j.rewards.answers;

import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import java.util.Optional;

/**
 * Verifier {@code gsm8k-lenient}: verl's {@code gsm8k} with {@code method="flexible"}. The answer is the last run of digits,
 * points and commas in the last 300 characters that is more than a point, exactly as it stands: a full stop behind it or a comma
 * in it makes it wrong. For figures that compare with verl's; {@code numeric-lenient} is the better reward.
 */
public final class Gsm8kLenient implements AnswerVerifier {
    @Override
    public String name() {
        return "gsm8k-lenient";
    }

    @Override
    public String version() {
        return "gsm8k-lenient-1";
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) {
        return Gsm8kRules.judge(attempt, answer(Gsm8kRules.window(attempt.response())));
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return Gsm8kRules.unusable(task);
    }

    private static Optional<String> answer(String text) {
        int end = text.length();
        while (end > 0) {
            while (end > 0 && !Gsm8kRules.isNumberPart(text.charAt(end - 1))) {
                end--;
            }
            int start = end;
            while (start > 0 && Gsm8kRules.isNumberPart(text.charAt(start - 1))) {
                start--;
            }
            int from = start > 0 && text.charAt(start - 1) == '-' ? start - 1 : start;
            String run = text.substring(from, end);
            if (!run.isEmpty() && !run.equals(".")) {
                return Optional.of(run);
            }
            end = start;
        }
        return Optional.empty();
    }
}
