package dev.rlvr4j.envs;

import java.util.List;

/** A family of tasks with a training part and a held-out part that share no question. */
public interface Environment {
    String name();

    TaskSource train();

    TaskSource heldOut();

    /** What a user should know of the tasks before a run, one sentence each; may be empty. */
    default List<String> notes() {
        return List.of();
    }
}
