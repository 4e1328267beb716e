package dev.rlvr4j.envs.episode;

/**
 * One turn of the model in an episode.
 *
 * @param number counted from 1
 * @param text what it said: the turn's tokens as text, without special tokens, a stop string included
 * @param truncated whether the token limit cut it
 * @param answer the same text, cut before the stop string if one ended the turn: what a task of one turn is judged by
 */
public record Turn(int number, String text, boolean truncated, String answer) {
    /** A turn that no stop string ended. */
    public Turn(int number, String text, boolean truncated) {
        this(number, text, truncated, text);
    }
}
