package dev.rlvr4j.envs;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;

/**
 * A finite task source made endless: every epoch has each task once, in an order of its own. The order is a function of
 * (seed, epoch, position), so the place in it is one number and nothing is stored.
 */
public final class Shuffled implements TaskSource {
    private final TaskSource source;
    private final long size;
    private final long key;

    private Shuffled(TaskSource source, long seed) {
        this.source = source;
        this.size = source.size();
        this.key = CounterRandom.key(seed, "shuffle");
    }

    /**
     * The source in endless shuffled epochs; a source that is endless by itself is returned as it is.
     *
     * @throws InputException if the source has no task
     */
    public static TaskSource endless(TaskSource source, long seed) {
        if (source.size() == Long.MAX_VALUE) {
            return source;
        }
        if (source.size() == 0) {
            throw new InputException("the task source to shuffle has no task; give it at least one");
        }
        return new Shuffled(source, seed);
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    @Override
    public Task task(long index) {
        if (index < 0) {
            throw new InputException("a task index must not be negative, but is " + index);
        }
        long epoch = index / size;
        return source.task(new Permutation(size, CounterRandom.key(key, epoch)).at(index % size));
    }
}
