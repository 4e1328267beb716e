package dev.rlvr4j.rewards.math;

import dev.rlvr4j.rewards.AnswerExtraction;
import java.util.Optional;

/**
 * The second reading of an answer with a percent sign outside a box: {@code $\boxed{25}\%$} is 25 or 0.25, {@code #### 25%}
 * is 0.25 or 25, as the question asked for percent or for a share. In a box or answer tag the sign always counts.
 */
final class Percents {
    private Percents() {}

    /** The answer in its other reading; empty where it has but one. */
    static Optional<String> otherReading(String response, String answer) {
        if (answer.endsWith("%") && !boxed(response)) {
            String number = answer.substring(0, answer.length() - 1).strip();
            return Optional.of(number.endsWith("\\") ? number.substring(0, number.length() - 1) : number);
        }
        Optional<String> behind =
                AnswerExtraction.afterThinking(AnswerExtraction.behindBox()).find(response);
        return behind.filter(Percents::begins).map(text -> answer + "\\%");
    }

    private static boolean boxed(String response) {
        return AnswerExtraction.afterThinking(AnswerExtraction.boxed().or(AnswerExtraction.answerTag()))
                .find(response)
                .isPresent();
    }

    /** Whether a percent sign or word follows, perhaps behind the end of the mathematics. */
    static boolean begins(String text) {
        String rest = text.strip();
        while (rest.startsWith("$")
                || rest.startsWith("\\)")
                || rest.startsWith("\\]")
                || rest.startsWith("\\,")
                || rest.startsWith("\\ ")) {
            rest = rest.substring(rest.startsWith("$") ? 1 : 2).strip();
        }
        return Environs.isPercent(rest);
    }
}
