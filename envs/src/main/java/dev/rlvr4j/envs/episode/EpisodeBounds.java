package dev.rlvr4j.envs.episode;

import dev.rlvr4j.core.InputException;

/**
 * How far an episode may go. All its tokens, given ones included, are bounded by the sampling's {@code max_tokens} besides.
 *
 * @param maxTurns most turns of the model, at least 1
 * @param maxTurnTokens most tokens of one turn; 0 is no bound of its own
 */
public record EpisodeBounds(int maxTurns, int maxTurnTokens) {
    public EpisodeBounds {
        if (maxTurns < 1) {
            throw new InputException("max_turns must be at least 1, but is " + maxTurns);
        }
        if (maxTurnTokens < 0) {
            throw new InputException("max_turn_tokens must be positive, or 0 for no bound, but is " + maxTurnTokens);
        }
    }
}
