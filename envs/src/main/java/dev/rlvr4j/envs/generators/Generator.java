package dev.rlvr4j.envs.generators;

import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.List;

/**
 * A kind of problem that is made up without end. Write a public class with a public constructor without arguments and list it
 * in {@code META-INF/services/dev.rlvr4j.envs.generators.Generator}; recipes then find it by its name. Thread-safe.
 *
 * @param <S> its settings: a record whose compact constructor checks them; components are numbers, truth values and texts
 */
public interface Generator<S extends Record> {
    /** The name recipes call it by. */
    String name();

    /** The settings of its levels, easiest first; level 1 is the first. */
    List<S> levels();

    /** The item of these draws: the same draws always give the same item. */
    Item generate(S settings, Draws draws);

    /**
     * Judges an answer: the text a response gives as its answer, in plain characters (see {@link AnswerText}). Takes the
     * reference for a whole number unless a generator says otherwise. Time must be bounded by the answer's length.
     *
     * @param task the reference, and the item's facts as metadata
     */
    default Judgement judge(String answer, Attempt task) {
        return Answers.integer(answer, task.reference());
    }
}
