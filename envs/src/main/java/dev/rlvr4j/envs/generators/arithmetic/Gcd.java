package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Generator {@code gcd}: the greatest common divisor, {@code gcd(84,36)=}. Size: digits in all. */
public final class Gcd implements Generator<Gcd.Settings> {
    /**
     * Which numbers.
     *
     * @param minNumbers fewest numbers
     * @param maxNumbers most numbers
     * @param maxValue largest number
     */
    public record Settings(int minNumbers, int maxNumbers, int maxValue) {
        public Settings {
            Bounds.range("numbers", minNumbers, maxNumbers, 2, 20);
            Bounds.within("max_value", maxValue, 10, 1_000_000_000);
        }
    }

    @Override
    public String name() {
        return "gcd";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 2, 100),
                new Settings(2, 2, 1_000),
                new Settings(2, 3, 10_000),
                new Settings(3, 4, 100_000),
                new Settings(4, 5, 1_000_000));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int count = draws.between(settings.minNumbers, settings.maxNumbers);
        long common = draws.between(1L, (long) Math.sqrt(settings.maxValue));
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(common * draws.between(1L, settings.maxValue / common));
        }
        String list = numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
        BigInteger gcd = numbers.stream()
                .map(BigInteger::valueOf)
                .reduce(BigInteger::gcd)
                .orElseThrow();
        return Item.of("gcd(" + list + ")=", gcd, list.length() - count + 1.0);
    }
}
