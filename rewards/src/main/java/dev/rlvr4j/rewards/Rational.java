package dev.rlvr4j.rewards;

import java.math.BigInteger;

/**
 * An exact fraction, not necessarily in lowest terms.
 *
 * @param numerator carries the sign
 * @param denominator positive
 */
record Rational(BigInteger numerator, BigInteger denominator) {
    static Rational of(BigInteger numerator, BigInteger denominator) {
        return denominator.signum() < 0
                ? new Rational(numerator.negate(), denominator.negate())
                : new Rational(numerator, denominator);
    }

    boolean sameValue(Rational other) {
        return numerator.multiply(other.denominator).equals(other.numerator.multiply(denominator));
    }

    Rational negate() {
        return new Rational(numerator.negate(), denominator);
    }

    Rational times(long factor) {
        return new Rational(numerator.multiply(BigInteger.valueOf(factor)), denominator);
    }

    Rational dividedBy(long divisor) {
        return of(numerator, denominator.multiply(BigInteger.valueOf(divisor)));
    }
}
