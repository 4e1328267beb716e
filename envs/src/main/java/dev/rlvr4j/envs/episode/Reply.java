package dev.rlvr4j.envs.episode;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.text.Speaker;
import java.util.List;

/** What an episode answers to a turn of the model. */
public sealed interface Reply {
    /**
     * Something the model is told, after which it has another turn.
     *
     * @param speaker who says it
     * @param texts one text or, where several tool calls are answered, one for each; an empty text is allowed
     */
    record Observation(Speaker speaker, List<String> texts) implements Reply {
        public Observation {
            texts = List.copyOf(texts);
            if (texts.isEmpty()) {
                throw new RlvrException(
                        "an observation needs at least one text; end the episode where nothing is said");
            }
        }
    }

    /**
     * The end of the episode.
     *
     * @param response what the reward judges, e.g. the last turn's text
     */
    record End(String response) implements Reply {}
}
