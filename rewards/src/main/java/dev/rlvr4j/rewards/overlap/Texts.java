package dev.rlvr4j.rewards.overlap;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.AnswerExtraction;
import dev.rlvr4j.rewards.Attempt;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/** Which text of a response is held against the reference, and when the reference is none. */
final class Texts {
    /** No translation is so much longer than its reference; what is stays cheap and scores 0. */
    private static final int TIMES = 20;

    private static final AnswerExtraction ANSWER =
            AnswerExtraction.afterThinking(AnswerExtraction.answerTag().or(AnswerExtraction.whole()));

    private Texts() {}

    static Optional<String> answer(Attempt attempt) {
        return ANSWER.find(attempt.response())
                .filter(text ->
                        text.length() <= 1000 + TIMES * attempt.reference().length());
    }

    static Optional<String> unusable(Attempt task) {
        return task.reference().isBlank()
                ? Optional.of("the reference of task '" + task.taskId() + "' is blank; text overlap needs a text")
                : Optional.empty();
    }

    /**
     * The overlap of a response's text with the reference.
     *
     * @param metric what the reason calls it
     * @param overlap of answer and reference, in [0, 1]
     * @throws InputException if the reference is blank
     */
    static Score score(Attempt attempt, String metric, ToDoubleBiFunction<String, String> overlap) {
        unusable(attempt).ifPresent(why -> {
            throw new InputException(why);
        });
        Optional<String> answer = answer(attempt);
        if (answer.isEmpty()) {
            return new Score(0, Map.of("has_answer", 0.0), "no text, or one far too long for a translation");
        }
        double value = overlap.applyAsDouble(answer.get(), attempt.reference());
        return new Score(value, Map.of("has_answer", 1.0), String.format(Locale.ROOT, "%s %.1f", metric, 100 * value));
    }
}
