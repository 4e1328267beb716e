package dev.rlvr4j.envs;

/** A family of tasks with a training part and a held-out part that share no question. */
public interface Environment {
    String name();

    TaskSource train();

    TaskSource heldOut();
}
