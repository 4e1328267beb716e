package dev.rlvr4j.rewards.shape;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verifier;
import java.util.Map;

/**
 * Verifier {@code soft-overlong}: DAPO's soft overlong punishment (Yu et al. 2025, equation 13): 0 up to {@code max_length -
 * cache}, then linearly down to -1 at {@code max_length} and beyond.
 *
 * <p>Options: {@code max_length}, which must be given; {@code cache}, by default a fifth of it as in the paper (4,096 of
 * 20,480); {@code unit}: tokens (default), words or characters.
 */
public final class SoftOverlong implements Configurable {
    private static final int MOST = 10_000_000;

    private final int maxLength;
    private final int cache;
    private final LengthUnit unit;

    /** To be configured: there is no length that suits every model. */
    public SoftOverlong() {
        this(0, 0, LengthUnit.TOKENS);
    }

    private SoftOverlong(int maxLength, int cache, LengthUnit unit) {
        this.maxLength = maxLength;
        this.cache = cache;
        this.unit = unit;
    }

    @Override
    public Verifier configured(Options options) {
        int max = options.integer("max_length", 0, 1, MOST);
        int soft = options.integer("cache", Math.max(1, max / 5), 1, MOST);
        SoftOverlong made = options.check(new SoftOverlong(max, soft, options.choice("unit", unit)));
        made.requireLength();
        if (soft > max) {
            throw new InputException(
                    "the option 'cache' must be at most max_length, which is " + max + ", but is " + soft);
        }
        return made;
    }

    @Override
    public String name() {
        return "soft-overlong";
    }

    @Override
    public Score verify(Attempt attempt) {
        requireLength();
        int length = unit.length(attempt);
        int free = maxLength - cache;
        double value = length <= free ? 0 : length > maxLength ? -1 : (double) (free - length) / cache;
        return new Score(value, Map.of("length", (double) length), length + " " + unit);
    }

    private void requireLength() {
        if (maxLength == 0) {
            throw new InputException("the option 'max_length' is missing: the length at which the penalty reaches -1");
        }
    }
}
