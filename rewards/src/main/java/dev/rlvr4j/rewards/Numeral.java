package dev.rlvr4j.rewards;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A number as people and models write it, read exactly: {@code -7}, {@code 1,234}, {@code $5.00}, {@code .5}, {@code 1e3},
 * {@code 3/4}, {@code \frac{3}{4}}, {@code 50%} (one half).
 *
 * <p>Only literals: {@code 2+3} and {@code 2^3} are not numerals, so restating a sum earns nothing. Digits are ASCII (or
 * full-width); thousands come in groups of three. At most {@value #MAX_CHARS} characters, {@value #MAX_DIGITS}
 * digits and exponents within ±{@value #MAX_EXPONENT}, so that no text takes long to read.
 *
 * @param value the number, a percentage already divided by 100
 * @param percent whether it was written with a percent sign
 */
record Numeral(Rational value, boolean percent) {
    static final int MAX_CHARS = 2000;
    static final int MAX_DIGITS = 400;
    static final int MAX_EXPONENT = 1000;

    /** Reads a text that is one number and nothing else, or returns null. */
    static @Nullable Numeral parse(String text) {
        String plain = NumeralText.plain(text);
        return plain == null ? null : new NumeralParser(plain).parse();
    }

    /**
     * Whether an answer gives this gold: equal in value. A gold of {@code 198%} also accepts {@code 198}, since the question
     * then asks for percent; a gold of {@code 50} does not accept {@code 50%}.
     */
    boolean accepts(Numeral answer) {
        return value.sameValue(answer.value)
                || (percent && !answer.percent && value.times(100).sameValue(answer.value));
    }

    /** The grammar: {@code [sign] [currency] (decimal ["/" integer] | \frac{..}{..}) ["%" | currency] ["."]}. */
    private static final class NumeralParser {
        private final String text;
        private int at;

        NumeralParser(String text) {
            this.text = text;
        }

        @Nullable
        Numeral parse() {
            int sign = sign();
            boolean currency = take('$');
            spaces();
            if (sign == 0) {
                sign = sign();
            }
            Rational value = take(NumeralText.FRACTION) ? fraction() : decimalOrRatio();
            if (value == null) {
                return null;
            }
            spaces();
            boolean percent = take('%');
            if (!percent && !currency) {
                take('$');
            }
            take('.');
            if (at != text.length()) {
                return null;
            }
            if (percent) {
                value = value.dividedBy(100);
            }
            return new Numeral(sign < 0 ? value.negate() : value, percent);
        }

        private @Nullable Rational fraction() {
            BigInteger numerator = argument();
            BigInteger denominator = numerator == null ? null : argument();
            return numerator == null || denominator == null || denominator.signum() == 0
                    ? null
                    : Rational.of(numerator, denominator);
        }

        /** TeX's argument: one digit, or an integer in braces. */
        private @Nullable BigInteger argument() {
            spaces();
            if (!take('{')) {
                return digit(at) ? BigInteger.valueOf(text.charAt(at++) - '0') : null;
            }
            int sign = sign();
            BigInteger value = integer();
            spaces();
            return value == null || !take('}') ? null : sign < 0 ? value.negate() : value;
        }

        private @Nullable BigInteger integer() {
            StringBuilder digits = new StringBuilder();
            return wholePart(digits) && digits.length() > 0 ? new BigInteger(digits.toString()) : null;
        }

        private @Nullable Rational decimalOrRatio() {
            StringBuilder digits = new StringBuilder();
            if (!wholePart(digits)) {
                return null;
            }
            int whole = digits.length();
            int before = at;
            if (take('.')) {
                digits(digits);
            }
            if (digits.length() == 0 || digits.length() > MAX_DIGITS) {
                return null;
            }
            int exponent = 0;
            if (take('e') || take('E')) {
                int sign = sign();
                int start = at;
                while (digit(at) && at - start < 6) {
                    exponent = exponent * 10 + text.charAt(at++) - '0';
                }
                if (at == start || exponent > MAX_EXPONENT) {
                    return null;
                }
                exponent = sign < 0 ? -exponent : exponent;
            }
            BigInteger value = new BigInteger(digits.toString());
            if (before == at && ratioFollows()) {
                BigInteger denominator = integer();
                return denominator == null || denominator.signum() == 0 ? null : Rational.of(value, denominator);
            }
            int shift = exponent - (digits.length() - whole);
            BigInteger power = BigInteger.TEN.pow(Math.abs(shift));
            return shift >= 0 ? Rational.of(value.multiply(power), BigInteger.ONE) : Rational.of(value, power);
        }

        private boolean ratioFollows() {
            int start = at;
            spaces();
            if (take('/')) {
                spaces();
                return true;
            }
            at = start;
            return false;
        }

        /** Digits, perhaps none, perhaps in groups of three; false where there are too many of them. */
        private boolean wholePart(StringBuilder into) {
            int start = at;
            digits(into);
            int first = at - start;
            boolean mayGroup = first >= 1 && first <= 3 && text.charAt(start) != '0';
            while (mayGroup
                    && at < text.length()
                    && text.charAt(at) == ','
                    && digit(at + 1)
                    && digit(at + 2)
                    && digit(at + 3)
                    && !digit(at + 4)) {
                into.append(text, at + 1, at + 4);
                at += 4;
            }
            return into.length() <= MAX_DIGITS;
        }

        private void digits(StringBuilder into) {
            int start = at;
            while (digit(at)) {
                at++;
            }
            into.append(text, start, at);
        }

        private int sign() {
            spaces();
            int sign = take('-') ? -1 : take('+') ? 1 : 0;
            spaces();
            return sign;
        }

        private boolean digit(int index) {
            return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
        }

        private boolean take(char c) {
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        private void spaces() {
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
        }
    }
}
