package dev.rlvr4j.envs;

import java.util.Map;

/**
 * A problem with a verifiable answer.
 *
 * @param id unique in its environment, stable across runs
 * @param question the text to be answered
 * @param reference the reference answer, as verifiers take it
 * @param metadata further fields, e.g. {@code level}
 */
public record Task(String id, String question, String reference, Map<String, String> metadata) {
    public Task {
        metadata = Map.copyOf(metadata);
    }
}
