package dev.rlvr4j.envs.episode;

import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the tasks of an environment are played over several turns. An environment that implements this, too, has episodes; the
 * tasks of others are answered in one turn. Thread-safe.
 */
public interface Episodes {
    /** The episodes of an environment; empty where it has tasks only. */
    static Optional<Episodes> of(Environment environment) {
        return environment instanceof Episodes episodes ? Optional.of(episodes) : Optional.empty();
    }

    /** A new episode of a task. */
    Episode open(Task task);

    /** How far each may go. */
    EpisodeBounds bounds();

    /** Texts that end a turn of the model, besides its end token. */
    default List<String> stops() {
        return List.of();
    }

    /**
     * The tools, as chat templates declare them to the model: functions in the layout of the OpenAI API, made of maps, lists
     * and texts.
     */
    default List<Map<String, Object>> tools() {
        return List.of();
    }
}
