package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Generator {@code lcm}: the least common multiple, {@code lcm(84,36)=}. Size: digits in all. */
public final class Lcm implements Generator<Lcm.Settings> {
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
        return "lcm";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 2, 60),
                new Settings(2, 2, 400),
                new Settings(2, 3, 2_000),
                new Settings(3, 4, 10_000),
                new Settings(4, 5, 100_000));
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
        BigInteger lcm = numbers.stream()
                .map(BigInteger::valueOf)
                .reduce((a, b) -> a.divide(a.gcd(b)).multiply(b))
                .orElseThrow();
        return Item.of("lcm(" + list + ")=", lcm, list.length() - count + 1.0);
    }
}
