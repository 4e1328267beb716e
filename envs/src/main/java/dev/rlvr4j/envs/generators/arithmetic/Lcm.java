package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.util.List;

/** Generator {@code lcm}: the least common multiple, {@code lcm(84,36)=}. Size: digits in all. */
public final class Lcm implements Generator<CommonFactor> {
    @Override
    public String name() {
        return "lcm";
    }

    @Override
    public List<CommonFactor> levels() {
        return List.of(
                new CommonFactor(2, 2, 60),
                new CommonFactor(2, 2, 400),
                new CommonFactor(2, 3, 2_000),
                new CommonFactor(3, 4, 10_000),
                new CommonFactor(4, 5, 100_000));
    }

    @Override
    public Item generate(CommonFactor settings, Draws draws) {
        return settings.item("lcm", (a, b) -> a.divide(a.gcd(b)).multiply(b), draws);
    }
}
