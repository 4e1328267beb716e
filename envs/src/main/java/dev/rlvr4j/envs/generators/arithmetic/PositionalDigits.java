package dev.rlvr4j.envs.generators.arithmetic;

import java.math.BigInteger;
import java.util.Optional;

/** Whole numbers in bases up to 36, with ASCII digits and letters of either case. */
final class PositionalDigits {
    private PositionalDigits() {}

    /** The value; empty where a character is no digit of the base, or there are none or too many. */
    static Optional<BigInteger> value(String digits, int base, int most) {
        if (digits.isEmpty() || digits.length() > most) {
            return Optional.empty();
        }
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c > 'z' || Character.digit(c, base) < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(new BigInteger(digits, base));
    }
}
