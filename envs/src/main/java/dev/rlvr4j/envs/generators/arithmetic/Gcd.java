package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.math.BigInteger;
import java.util.List;

/** Generator {@code gcd}: the greatest common divisor, {@code gcd(84,36)=}. Size: digits in all. */
public final class Gcd implements Generator<CommonFactor> {
    @Override
    public String name() {
        return "gcd";
    }

    @Override
    public List<CommonFactor> levels() {
        return List.of(
                new CommonFactor(2, 2, 100),
                new CommonFactor(2, 2, 1_000),
                new CommonFactor(2, 3, 10_000),
                new CommonFactor(3, 4, 100_000),
                new CommonFactor(4, 5, 1_000_000));
    }

    @Override
    public Item generate(CommonFactor settings, Draws draws) {
        return settings.item("gcd", BigInteger::gcd, draws);
    }
}
