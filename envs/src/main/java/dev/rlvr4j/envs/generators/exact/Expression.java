package dev.rlvr4j.envs.generators.exact;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The value of an arithmetic expression, and the numbers it is made of.
 *
 * <p>An expression is whole numbers of at most nine ASCII digits, {@code + - * /} between two operands, and round brackets, at
 * most {@value #MAX_DEPTH} deep. No signs, powers, decimals, exponents or other bases: {@code -3}, {@code 3**2}, {@code 7//2},
 * {@code 1.5}, {@code 5e2} and {@code 0x1F} are not expressions.
 *
 * @param value exact
 * @param numbers as they are written, from left to right
 */
public record Expression(Rational value, List<Long> numbers) {
    public static final int MAX_DEPTH = 64;

    /** Longest text that is read. */
    public static final int MAX_CHARS = 1_000;

    private static final int MAX_NUMBER = 9;

    public Expression {
        numbers = List.copyOf(numbers);
    }

    /** Reads an expression; empty where the text is none, or divides by 0. */
    public static Optional<Expression> parse(String text) {
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        Reading reading = new Reading(text);
        try {
            Rational value = reading.sum(0);
            reading.blanks();
            return reading.at == text.length() ? Optional.of(new Expression(value, reading.numbers)) : Optional.empty();
        } catch (ArithmeticException e) { // no number where one must be, too deep, or a division by 0
            return Optional.empty();
        }
    }

    private static final class Reading {
        private final String text;
        private final List<Long> numbers = new ArrayList<>();
        private int at;

        Reading(String text) {
            this.text = text;
        }

        Rational sum(int depth) {
            if (depth > MAX_DEPTH) {
                throw new ArithmeticException("too many brackets");
            }
            Rational value = product(depth);
            while (true) {
                if (take('+')) {
                    value = value.plus(product(depth));
                } else if (take('-')) {
                    value = value.minus(product(depth));
                } else {
                    return value;
                }
            }
        }

        private Rational product(int depth) {
            Rational value = operand(depth);
            while (true) {
                if (take('*')) {
                    value = value.times(operand(depth));
                } else if (take('/')) {
                    value = value.over(operand(depth));
                } else {
                    return value;
                }
            }
        }

        private Rational operand(int depth) {
            if (take('(')) {
                Rational value = sum(depth + 1);
                if (!take(')')) {
                    throw new ArithmeticException("a bracket is not closed");
                }
                return value;
            }
            int start = at;
            while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                at++;
            }
            if (at == start || at - start > MAX_NUMBER) {
                throw new ArithmeticException("there is no number here");
            }
            long number = Long.parseLong(text, start, at, 10);
            numbers.add(number);
            return Rational.of(number);
        }

        private boolean take(char c) {
            blanks();
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                blanks();
                return true;
            }
            return false;
        }

        void blanks() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }
    }
}
