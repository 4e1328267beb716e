package dev.rlvr4j.rewards.answers;

import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import java.util.Optional;

/**
 * Verifier {@code gsm8k-strict}: verl's {@code gsm8k} with {@code method="strict"}. The answer is the number behind the last
 * {@code "#### "} in the last 300 characters that has one, without commas; it must be the gold's text, so that 42.0 is not 42.
 * For figures that compare with verl's; {@code numeric} is the better reward.
 */
public final class Gsm8kStrict implements AnswerVerifier {
    private static final String MARK = "#### ";

    @Override
    public String name() {
        return "gsm8k-strict";
    }

    @Override
    public String version() {
        return "gsm8k-strict-1";
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
        for (int mark = text.lastIndexOf(MARK); mark >= 0; mark = text.lastIndexOf(MARK, mark - 1)) {
            int start = mark + MARK.length();
            int digits = text.startsWith("-", start) ? start + 1 : start;
            int end = Gsm8kRules.numberEnd(text, digits);
            if (end > digits) {
                return Optional.of(text.substring(start, end).replace(",", ""));
            }
        }
        return Optional.empty();
    }
}
