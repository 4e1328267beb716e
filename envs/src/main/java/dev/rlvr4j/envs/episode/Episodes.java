package dev.rlvr4j.envs.episode;

import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the tasks of an environment are played over several turns. An environment that implements this, too, has episodes; the
 * tasks of others are answered in one turn. Thread-safe.
 */
public interface Episodes {
    /** Tasks that the model answers in one turn, which is what is judged. */
    Episodes SINGLE_TURN = new Episodes() {
        @Override
        public Episode open(Task task) {
            return Episode.singleTurn();
        }

        @Override
        public EpisodeBounds bounds() {
            return new EpisodeBounds(1, 0);
        }
    };

    /** How each task of an environment is played; empty where all are answered in one turn. */
    static Optional<Function<Task, Episodes>> byTask(Environment environment) {
        if (environment instanceof EpisodesByTask mixed) {
            return mixed.hasEpisodes() ? Optional.of(mixed::episodes) : Optional.empty();
        }
        return of(environment).map(episodes -> task -> episodes);
    }

    /** The episodes of an environment that plays all its tasks alike; empty where it has tasks only. */
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
