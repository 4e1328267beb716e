package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.math.BigInteger;
import java.util.List;

/**
 * Generator {@code basic_arithmetic}: expressions of {@code + - * /} and brackets, {@code 8*(7-3)/4=}. Every division comes out
 * whole. Size: digits in all.
 */
public final class BasicArithmetic implements Generator<BasicArithmetic.Settings> {
    /**
     * How long an expression is.
     *
     * @param minTerms fewest numbers
     * @param maxTerms most numbers
     * @param minDigits fewest digits of a number
     * @param maxDigits most digits of a number
     */
    public record Settings(int minTerms, int maxTerms, int minDigits, int maxDigits) {
        public Settings {
            Bounds.range("terms", minTerms, maxTerms, 2, 30);
            Bounds.range("digits", minDigits, maxDigits, 1, 9);
        }
    }

    /** How firmly a text holds together beside other operators. */
    private enum Bond {
        SUM,
        PRODUCT,
        NUMBER
    }

    private record Part(String text, BigInteger value, Bond bond) {
        String inside(Bond least) {
            return bond.compareTo(least) < 0 ? "(" + text + ")" : text;
        }
    }

    @Override
    public String name() {
        return "basic_arithmetic";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 3, 1, 1),
                new Settings(3, 4, 1, 2),
                new Settings(4, 5, 2, 3),
                new Settings(5, 6, 3, 4),
                new Settings(7, 10, 3, 5));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        Part whole = drawn(settings, draws, draws.between(settings.minTerms, settings.maxTerms));
        return Item.of(
                whole.text + "=",
                whole.value,
                whole.text.chars().filter(c -> c >= '0' && c <= '9').count());
    }

    private static Part drawn(Settings settings, Draws draws, int terms) {
        if (terms == 1) {
            long number = draws.digits(draws.between(settings.minDigits, settings.maxDigits));
            return number(BigInteger.valueOf(number));
        }
        int left = draws.between(1, terms - 1);
        return joined(drawn(settings, draws, left), drawn(settings, draws, terms - left), draws);
    }

    private static Part joined(Part left, Part right, Draws draws) {
        switch (draws.below(4)) {
            case 0 -> {
                return new Part(left.text + "+" + right.text, left.value.add(right.value), Bond.SUM);
            }
            case 1 -> {
                return new Part(
                        left.text + "-" + right.inside(Bond.PRODUCT), left.value.subtract(right.value), Bond.SUM);
            }
            case 2 -> {
                return product(left, right);
            }
            default -> {
                if (divides(right.value, left.value)) {
                    return quotient(left, right);
                }
                // the dividend becomes a multiple of the divisor where it is a number of its own
                return left.bond == Bond.NUMBER && right.value.signum() > 0
                        ? quotient(number(left.value.multiply(right.value)), right)
                        : product(left, right);
            }
        }
    }

    private static Part number(BigInteger value) {
        return new Part(value.toString(), value, Bond.NUMBER);
    }

    private static Part product(Part left, Part right) {
        return new Part(
                left.inside(Bond.PRODUCT) + "*" + right.inside(Bond.PRODUCT),
                left.value.multiply(right.value),
                Bond.PRODUCT);
    }

    private static Part quotient(Part left, Part right) {
        return new Part(
                left.inside(Bond.PRODUCT) + "/" + right.inside(Bond.NUMBER),
                left.value.divide(right.value),
                Bond.PRODUCT);
    }

    private static boolean divides(BigInteger divisor, BigInteger value) {
        return divisor.signum() != 0 && value.remainder(divisor).signum() == 0;
    }
}
