package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/** The random draws of one item, one after another: a function of the item's key alone. Not thread-safe; use one per item. */
public final class Draws {
    private final long key;
    private long counter;

    /** @param key of the item, mixed of seed and index with {@link CounterRandom#key(long, long)} */
    public Draws(long key) {
        this.key = key;
    }

    /** A whole number from {@code min} to {@code max}, both included; ranges below 2^40 have no bias that matters. */
    public long between(long min, long max) {
        if (min > max) {
            throw new RlvrException("there is no number from " + min + " to " + max);
        }
        return min + Long.remainderUnsigned(CounterRandom.bits(key, counter++), max - min + 1);
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    public int between(int min, int max) {
        return (int) between((long) min, max);
    }

    /** A whole number in {@code [0, bound)}. */
    public int below(int bound) {
        return between(0, bound - 1);
    }

    /** Yes or no with the same chance. */
    public boolean coin() {
        return below(2) == 1;
    }

    /** A number that is not 0, from {@code -max} to {@code max}. */
    public long nonZero(long max) {
        long size = between(1L, max);
        return coin() ? size : -size;
    }

    /** A number of exactly so many decimal digits; a single digit may be 0. */
    public long digits(int digits) {
        if (digits == 1) {
            return between(0L, 9L);
        }
        long least = 1;
        for (int i = 1; i < digits; i++) {
            least *= 10;
        }
        return between(least, 10 * least - 1);
    }

    /** One of a list. */
    public <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /** The list in random order (Fisher, Yates 1938). */
    public <T> List<T> shuffled(List<T> list) {
        List<T> shuffled = new ArrayList<>(list);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int other = below(i + 1);
            T swapped = shuffled.get(i);
            shuffled.set(i, shuffled.get(other));
            shuffled.set(other, swapped);
        }
        return shuffled;
    }

    /** So many different elements of a list, in random order. */
    public <T> List<T> sample(List<T> list, int count) {
        return shuffled(list).subList(0, count);
    }
}
