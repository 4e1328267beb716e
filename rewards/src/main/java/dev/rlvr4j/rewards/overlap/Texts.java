package dev.rlvr4j.rewards.overlap;

import dev.rlvr4j.rewards.AnswerExtraction;
import dev.rlvr4j.rewards.Attempt;
import java.util.Optional;

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
}
