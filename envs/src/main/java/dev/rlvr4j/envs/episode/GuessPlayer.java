package dev.rlvr4j.envs.episode;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.Task;

/**
 * A player of {@link GuessTheNumber} for pretraining text. It knows the rules and what it was told, but no strategy: it draws
 * any of the numbers that are still possible. Single use.
 */
public final class GuessPlayer {
    private final long first;
    private final long last;
    private final double forgetting;
    private final long key;
    private long low;
    private long high;
    private long guess;
    private int draws;

    /**
     * @param task of {@link GuessTheNumber}
     * @param forgetting chance that a guess is any number of the range, whatever was said
     * @param key of the draws
     */
    public GuessPlayer(Task task, double forgetting, long key) {
        String[] words = task.question().split(" ");
        this.first = Long.parseLong(words[1]);
        this.last = Long.parseLong(words[3]);
        this.low = first;
        this.high = last;
        this.forgetting = forgetting;
        this.key = key;
    }

    /** The next guess. */
    public long guess() {
        boolean forgets = CounterRandom.uniform(key, draws++) < forgetting;
        long from = forgets ? first : low;
        long to = forgets ? last : high;
        guess = from + CounterRandom.below(key, draws++, (int) (to - from + 1));
        return guess;
    }

    /** What the game says to the last guess: {@code higher} or {@code lower}. */
    public void told(String answer) {
        if (answer.equals("higher")) {
            low = Math.max(low, guess + 1);
        } else {
            high = Math.min(high, guess - 1);
        }
    }
}
