package dev.rlvr4j.core.loop;

/**
 * Counter-based randomness: every draw is a hash of (key, counter). Two draws with different keys or counters are
 * independent, the same pair always gives the same number, and nothing has to be saved to resume.
 *
 * <p>The hash is two rounds of the SplitMix64 finaliser (Steele, Lea, Flood 2014).
 */
public final class CounterRandom {
    private CounterRandom() {}

    /** Derives the key of a sub-stream, e.g. {@code key(key(seed, step), promptIndex)}. */
    public static long key(long parent, long index) {
        return mix(mix(parent + 0x9E3779B97F4A7C15L) ^ (index * 0xD1B54A32D192ED03L + 0x8CB92BA72F3D8DD7L));
    }

    /** Derives the key of a named sub-stream, e.g. {@code key(seed, "held-out")}. */
    public static long key(long parent, String name) {
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            h = (h ^ name.charAt(i)) * 0x100000001b3L;
        }
        return key(parent, h);
    }

    /** 64 random bits. */
    public static long bits(long key, long counter) {
        return key(key, counter);
    }

    /** Uniform in [0, 1), 53 bits. */
    public static double uniform(long key, long counter) {
        return (bits(key, counter) >>> 11) * 0x1.0p-53;
    }

    /** Standard normal, by Box and Muller. */
    public static double normal(long key, long counter) {
        double radius = Math.sqrt(-2 * Math.log(1 - uniform(key, 2 * counter)));
        return radius * Math.cos(2 * Math.PI * uniform(key, 2 * counter + 1));
    }

    /** Uniform integer in [0, bound), without bias that matters below 2^40. */
    public static int below(long key, long counter, int bound) {
        return (int) (uniform(key, counter) * bound);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
