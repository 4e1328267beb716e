package dev.rlvr4j.envs;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A family of tasks with a training part and a held-out part that share no question. */
public interface Environment {
    String name();

    TaskSource train();

    TaskSource heldOut();

    /**
     * The environment less the tasks that cannot be graded. What makes its tasks by computing them has none of those and stays as
     * it is; what reads them leaves them out and says so in {@link #notes}.
     *
     * @param unusable why a task cannot be graded; empty where it can
     * @throws dev.rlvr4j.core.InputException if no training task is left
     */
    default Environment without(Function<Task, Optional<String>> unusable) {
        return this;
    }

    /**
     * What two questions have in common that ask the same problem, here the whole text; data sets see through differences in
     * writing. A mixture trains no part on problems that another one holds out.
     */
    default String problem(String question) {
        return question;
    }

    /** What a user should know of the tasks before a run, one sentence each; may be empty. */
    default List<String> notes() {
        return List.of();
    }
}
