package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.RlvrException;
import java.util.Map;

/**
 * A problem as a generator makes it.
 *
 * @param question the text to be answered; it is also what decides whether the item is held out
 * @param answer a right answer, as the generator's own scorer accepts it
 * @param size how hard it is by the generator's measure (digits, moves, unknowns, ...), finite
 * @param facts what a scorer needs beside the answer; becomes metadata of the task
 */
public record Item(String question, String answer, double size, Map<String, String> facts) {
    public Item {
        facts = Map.copyOf(facts);
        if (question.isBlank() || answer.isBlank() || !Double.isFinite(size)) {
            throw new RlvrException(
                    "an item needs a question, an answer and a finite size, but is " + question + " / " + answer);
        }
    }

    /** An item whose answer is all that a scorer needs. */
    public static Item of(String question, Object answer, double size) {
        return new Item(question, answer.toString(), size, Map.of());
    }
}
