package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.util.List;

/** Generator {@code count_primes}: how many primes lie in a range. Size: digits of the range's end. */
public final class CountPrimes implements Generator<CountPrimes.Settings> {
    private static final int MOST = 1_000_000;

    /**
     * Which ranges.
     *
     * @param maxValue largest end of a range
     */
    public record Settings(int maxValue) {
        public Settings {
            Bounds.within("max_value", maxValue, 10, MOST);
        }
    }

    /** Primes up to each number; made when it is first needed. */
    private static final class Table {
        static final int[] UP_TO = sieved();

        /** The sieve of Eratosthenes. */
        private static int[] sieved() {
            boolean[] composite = new boolean[MOST + 1];
            int[] upTo = new int[MOST + 1];
            for (int n = 2; n <= MOST; n++) {
                upTo[n] = upTo[n - 1] + (composite[n] ? 0 : 1);
                for (long multiple = (long) n * n; !composite[n] && multiple <= MOST; multiple += n) {
                    composite[(int) multiple] = true;
                }
            }
            return upTo;
        }
    }

    @Override
    public String name() {
        return "count_primes";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(60), new Settings(300), new Settings(2_000), new Settings(10_000), new Settings(100_000));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int from = draws.between(1, settings.maxValue - 1);
        int to = draws.between(from + 1, settings.maxValue);
        return Item.of(
                "How many primes are there from " + from + " to " + to + ", both included?",
                Table.UP_TO[to] - Table.UP_TO[from - 1],
                Math.log10(to));
    }
}
