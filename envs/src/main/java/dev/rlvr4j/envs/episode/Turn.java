package dev.rlvr4j.envs.episode;

/**
 * One turn of the model in an episode.
 *
 * @param number counted from 1
 * @param text what it said: the turn's tokens as text, without special tokens, a stop string included
 * @param truncated whether the token limit cut it
 */
public record Turn(int number, String text, boolean truncated) {}
