package dev.rlvr4j.envs;

import dev.rlvr4j.envs.episode.Episodes;
import java.util.Optional;

/** A family of tasks with a training part and a held-out part that share no question. */
public interface Environment {
    String name();

    TaskSource train();

    TaskSource heldOut();

    /** How its tasks are played over several turns; empty where each is answered in one. */
    default Optional<Episodes> episodes() {
        return Optional.empty();
    }
}
