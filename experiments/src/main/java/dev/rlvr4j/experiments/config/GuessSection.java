package dev.rlvr4j.experiments.config;

import dev.rlvr4j.envs.episode.GuessTheNumber;

/**
 * Guess the number, a game of several turns. The reward judges the last guess, a bare number: use the verifier
 * {@code exact}.
 *
 * @param min smallest lower end of a range
 * @param max largest upper end
 * @param size most numbers in a range; its bits are the turns of the largest one
 * @param turnEnd a text that ends a guess besides the model's end token; empty for chat models
 * @param heldOutShare share of all ranges that is held out
 * @param heldOutSize number of held-out games
 * @param seed of the games and of the split
 */
public record GuessSection(int min, int max, int size, String turnEnd, double heldOutShare, int heldOutSize, long seed)
        implements EnvironmentSection {
    static final GuessSection DEFAULT = new GuessSection(1, 999, 100, "\n", 0.1, 512, 1);

    @Override
    public String title() {
        return "guess the number";
    }

    @Override
    public GuessTheNumber open() {
        return new GuessTheNumber(
                new GuessTheNumber.Settings(min, max, size, turnEnd, heldOutShare, heldOutSize, seed));
    }
}
