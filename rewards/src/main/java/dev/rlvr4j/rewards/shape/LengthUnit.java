package dev.rlvr4j.rewards.shape;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.Attempt;

/** What a response's length is counted in. */
public enum LengthUnit {
    /** As the model sampled them. */
    TOKENS,
    /** Runs without white space. */
    WORDS,
    /** Unicode code points. */
    CHARACTERS;

    /** @throws InputException if tokens are to be counted and the attempt does not know them */
    int length(Attempt attempt) {
        String text = attempt.response();
        return switch (this) {
            case TOKENS -> {
                if (attempt.tokens() == Attempt.UNKNOWN) {
                    throw new InputException("the length of task '" + attempt.taskId()
                            + "' is not known in tokens; set the option unit to words or characters");
                }
                yield attempt.tokens();
            }
            case WORDS -> Words.of(text).size();
            case CHARACTERS -> text.codePointCount(0, text.length());
        };
    }
}
