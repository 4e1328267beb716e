package dev.rlvr4j.envs.episode;

import java.util.Map;

/** One play of a task: it answers the model's turns until it ends. Single use; called by one thread at a time. */
public interface Episode extends AutoCloseable {
    /**
     * Answers a turn of the model. What the model does wrong is answered, not thrown.
     *
     * @throws Exception whatever went wrong in the episode itself; the run ends with it, naming task and turn
     */
    Reply reply(Turn turn) throws Exception;

    /** What the reward judges where a bound on turns or tokens ends the episode; nothing was answered until then. */
    default String cut() {
        return "";
    }

    /** Counts of what happened, such as tool calls, for metrics and rewards; read once the episode is over. */
    default Map<String, Double> figures() {
        return Map.of();
    }

    /** Frees what the episode holds, ended or not. */
    @Override
    default void close() {}

    /** An episode that ends with the model's first turn, which is what is judged. */
    static Episode singleTurn() {
        return turn -> new Reply.End(turn.answer());
    }
}
