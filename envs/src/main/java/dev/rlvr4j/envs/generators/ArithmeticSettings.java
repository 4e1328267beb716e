package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import java.math.BigInteger;
import java.util.HashSet;

/**
 * How hard the arithmetic is, and which questions are held out.
 *
 * @param terms operands in a question, at least 2
 * @param min smallest operand, not negative
 * @param max largest operand, inclusive
 * @param operators {@code "+"}, {@code "-"}, {@code "+-"} or {@code "*"}, each operator drawn with the same chance.
 *     {@code *} stands only alone, so that working from left to right is always right
 * @param heldOutShare share of all questions that is held out, in (0, 1)
 * @param heldOutSize number of held-out tasks
 * @param seed of the draws and of the split
 */
public record ArithmeticSettings(
        int terms, int min, int max, String operators, double heldOutShare, int heldOutSize, long seed) {
    private static final int MAX_TERMS = 100;

    public ArithmeticSettings {
        require(terms >= 2 && terms <= MAX_TERMS, "terms must be in [2, " + MAX_TERMS + "], but is " + terms);
        require(min >= 0 && min <= max, "operands must be in a range 0 <= min <= max, but it is " + min + " to " + max);
        require(
                !operators.isEmpty() && operators.chars().allMatch(c -> "+-*".indexOf(c) >= 0),
                "operators must be some of + - *, but are '" + operators + "'");
        require(
                new HashSet<>(operators.chars().boxed().toList()).size() == operators.length(),
                "operators must be different, but are '" + operators + "'");
        require(
                operators.indexOf('*') < 0 || operators.length() == 1,
                "the operator * must stand alone, but operators are '" + operators
                        + "'; use \"*\" for products, \"+-\" for sums and differences");
        require(
                operators.indexOf('*') < 0 || BigInteger.valueOf(max).pow(terms).bitLength() < Long.SIZE,
                "products of " + terms + " terms up to " + max + " do not fit into 64 bits; lower terms or max");
        require(
                heldOutShare > 0 && heldOutShare < 1,
                "heldOutShare must be above 0 and below 1, but is " + heldOutShare);
        require(heldOutSize >= 1, "heldOutSize must be at least 1, but is " + heldOutSize);
    }

    /** Sums of three numbers from 10 to 49; a tenth of all questions is held out, 512 of them are asked. */
    public static ArithmeticSettings defaults(long seed) {
        return new ArithmeticSettings(3, 10, 49, "+", 0.1, 512, seed);
    }

    /** The number of different questions. */
    BigInteger space() {
        return BigInteger.valueOf((long) max - min + 1)
                .pow(terms)
                .multiply(BigInteger.valueOf(operators.length()).pow(terms - 1));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InputException("arithmetic: " + otherwise);
        }
    }
}
