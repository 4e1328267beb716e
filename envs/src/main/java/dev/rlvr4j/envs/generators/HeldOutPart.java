package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import java.util.OptionalInt;

/**
 * Which questions of a generator are held out: a hash of seed, generator and the question's text decides, so that no index of
 * the training tasks, and no level, ever gives a question that any level holds out.
 *
 * @param share of all questions that is held out, in (0, 1)
 * @param size number of held-out tasks; empty is {@value #USUAL}, or all there are where there are fewer
 * @param seed of the draws and of the split
 */
public record HeldOutPart(double share, OptionalInt size, long seed) {
    /** Held-out tasks where nothing is said. */
    public static final int USUAL = 256;

    private static final int MOST = 1_000_000;

    public HeldOutPart {
        if (!(share > 0 && share < 1)) {
            throw new InputException("held_out_share must be above 0 and below 1, but is " + share);
        }
        if (size.isPresent()) {
            Bounds.within("held_out_size", size.getAsInt(), 1, MOST);
        }
    }

    /** A tenth of all questions, of which 256 are asked. */
    public static HeldOutPart usual(long seed) {
        return new HeldOutPart(0.1, OptionalInt.empty(), seed);
    }

    /** Whether a question of a generator is held out. */
    public boolean contains(String generator, String question) {
        long key = CounterRandom.key(CounterRandom.key(seed, "split"), generator);
        return CounterRandom.uniform(CounterRandom.key(key, question), 0) < share;
    }
}
