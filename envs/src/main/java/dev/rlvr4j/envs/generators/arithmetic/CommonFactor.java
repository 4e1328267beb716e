package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Item;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * Settings of {@code gcd} and {@code lcm}: several numbers that share a factor.
 *
 * @param minNumbers fewest numbers
 * @param maxNumbers most numbers
 * @param maxValue largest number
 */
public record CommonFactor(int minNumbers, int maxNumbers, int maxValue) {
    public CommonFactor {
        Bounds.range("numbers", minNumbers, maxNumbers, 2, 20);
        Bounds.within("max_value", maxValue, 10, 1_000_000_000);
    }

    /** The task to join such numbers by a function of two, {@code name(84,36)=}. */
    Item item(String name, BinaryOperator<BigInteger> join, Draws draws) {
        int count = draws.between(minNumbers, maxNumbers);
        long common = draws.between(1L, (long) Math.sqrt(maxValue));
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(common * draws.between(1L, maxValue / common));
        }
        String list = numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
        BigInteger answer =
                numbers.stream().map(BigInteger::valueOf).reduce(join).orElseThrow();
        return Item.of(name + "(" + list + ")=", answer, list.length() - count + 1.0);
    }
}
