package dev.rlvr4j.envs.generators.exact;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Number literals as answers: ASCII digits, one number and nothing else. No exponents, no operators: {@code 5e2},
 * {@code 0x1F4} and {@code 2+3} are not literals.
 */
public final class Literals {
    /** Longest number that is read. */
    public static final int MAX_DIGITS = 1_000;

    private Literals() {}

    /** {@code 1234}, {@code -5}, {@code +7}; commas may group digits by threes: {@code 1,234,567}. */
    public static Optional<BigInteger> integer(String text) {
        String plain = text.strip();
        boolean negative = plain.startsWith("-");
        String digits = negative || plain.startsWith("+") ? plain.substring(1).strip() : plain;
        if (digits.indexOf(',') >= 0) {
            if (!grouped(digits)) {
                return Optional.empty();
            }
            digits = digits.replace(",", "");
        }
        if (!isDigits(digits)) {
            return Optional.empty();
        }
        BigInteger value = new BigInteger(digits);
        return Optional.of(negative ? value.negate() : value);
    }

    /** A whole number, a decimal ({@code -0.25}, {@code .5}) or a fraction of two whole numbers ({@code -3/4}). */
    public static Optional<Rational> number(String text) {
        String plain = text.strip();
        int slash = plain.indexOf('/');
        if (slash >= 0) {
            Optional<BigInteger> above = integer(plain.substring(0, slash));
            Optional<BigInteger> below = integer(plain.substring(slash + 1));
            return above.isEmpty() || below.isEmpty() || below.get().signum() == 0
                    ? Optional.empty()
                    : Optional.of(new Rational(above.get(), below.get()));
        }
        int point = plain.indexOf('.');
        if (point < 0) {
            return integer(plain).map(Rational::of);
        }
        String places = plain.substring(point + 1);
        String before = plain.substring(0, point);
        boolean bare = before.isEmpty() || before.equals("-") || before.equals("+");
        Optional<BigInteger> whole = bare ? Optional.of(BigInteger.ZERO) : integer(before);
        if (whole.isEmpty() || !isDigits(places)) {
            return Optional.empty();
        }
        Rational part = new Rational(new BigInteger(places), BigInteger.TEN.pow(places.length()));
        Rational size = Rational.of(whole.get().abs()).plus(part);
        return Optional.of(before.startsWith("-") ? size.negated() : size);
    }

    /** Whole numbers separated by commas or blanks, in {@code []}, {@code ()} or {@code {}} or none; no digit groups. */
    public static Optional<List<BigInteger>> integers(String text) {
        return parts(text).flatMap(parts -> {
            List<BigInteger> values = new ArrayList<>();
            for (String part : parts) {
                Optional<BigInteger> value = integer(part);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                values.add(value.get());
            }
            return Optional.of(values);
        });
    }

    /** The parts of a list; empty where one is missing or brackets do not match. */
    public static Optional<List<String>> parts(String text) {
        String plain = text.strip();
        int bracket = plain.isEmpty() ? -1 : "[({".indexOf(plain.charAt(0));
        if (bracket >= 0) {
            if (plain.charAt(plain.length() - 1) != "])}".charAt(bracket)) {
                return Optional.empty();
            }
            plain = plain.substring(1, plain.length() - 1).strip();
        }
        List<String> parts = new ArrayList<>();
        boolean commas = plain.indexOf(',') >= 0;
        int start = 0;
        for (int i = 0; i <= plain.length(); i++) {
            boolean ends =
                    i == plain.length() || (commas ? plain.charAt(i) == ',' : Character.isWhitespace(plain.charAt(i)));
            if (ends) {
                String part = plain.substring(start, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                } else if (commas) {
                    return Optional.empty();
                }
                start = i + 1;
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(parts);
    }

    /** One to {@value #MAX_DIGITS} ASCII digits. */
    public static boolean isDigits(String text) {
        if (text.isEmpty() || text.length() > MAX_DIGITS) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static boolean grouped(String digits) {
        int first = digits.indexOf(',');
        if (first < 1 || first > 3 || (digits.length() - first) % 4 != 0) {
            return false;
        }
        for (int i = 0; i < digits.length(); i++) {
            boolean comma = i >= first && (i - first) % 4 == 0;
            if (comma != (digits.charAt(i) == ',')) {
                return false;
            }
        }
        return true;
    }
}
