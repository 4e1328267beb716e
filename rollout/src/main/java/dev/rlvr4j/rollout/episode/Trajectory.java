package dev.rlvr4j.rollout.episode;

import dev.rlvr4j.core.loop.Completion;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A completion and what is to be scored of it.
 *
 * @param completion all tokens after the prompt, sampled and given
 * @param response what the reward judges
 * @param figures what the episode counted, and {@code turns}; empty where there was no episode
 */
public record Trajectory(Completion completion, String response, Map<String, Double> figures) {
    public Trajectory {
        figures = Collections.unmodifiableMap(new TreeMap<>(figures));
    }

    /** A completion of a single turn, judged by its text. */
    public static Trajectory of(Completion completion) {
        return new Trajectory(completion, completion.text(), Map.of());
    }
}
