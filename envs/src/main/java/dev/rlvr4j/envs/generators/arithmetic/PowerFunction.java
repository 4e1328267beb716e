package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.math.BigInteger;
import java.util.List;

/** Generator {@code power_function}: {@code (-12)^3=}. Size: digits of the base times the exponent. */
public final class PowerFunction implements Generator<PowerFunction.Settings> {
    /**
     * Which powers.
     *
     * @param maxBase largest base, with either sign
     * @param minExponent smallest exponent
     * @param maxExponent largest exponent
     */
    public record Settings(int maxBase, int minExponent, int maxExponent) {
        public Settings {
            Bounds.within("max_base", maxBase, 2, 1_000_000);
            Bounds.range("exponent", minExponent, maxExponent, 0, 50);
        }
    }

    @Override
    public String name() {
        return "power_function";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(99, 2, 2),
                new Settings(300, 2, 3),
                new Settings(300, 3, 4),
                new Settings(999, 4, 6),
                new Settings(999, 6, 10));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        long base = draws.nonZero(settings.maxBase);
        int exponent = draws.between(settings.minExponent, settings.maxExponent);
        String text = base < 0 ? "(" + base + ")" : Long.toString(base);
        double digits = Long.toString(Math.abs(base)).length();
        return Item.of(text + "^" + exponent + "=", BigInteger.valueOf(base).pow(exponent), digits * exponent);
    }
}
