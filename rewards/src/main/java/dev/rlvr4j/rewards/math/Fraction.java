package dev.rlvr4j.rewards.math;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * An exact rational number of bounded size, in lowest terms with a positive denominator.
 *
 * @param numerator any integer of at most {@link Bounds#BITS} bits
 * @param denominator at least 1
 */
record Fraction(BigInteger numerator, BigInteger denominator) implements Comparable<Fraction> {
    static final Fraction ZERO = of(0);
    static final Fraction ONE = of(1);

    static Fraction of(long value) {
        return new Fraction(BigInteger.valueOf(value), BigInteger.ONE);
    }

    static Fraction of(BigInteger numerator, BigInteger denominator) {
        if (denominator.signum() == 0) {
            throw new Outside.Undefined("a division by zero");
        }
        BigInteger gcd = numerator.gcd(denominator);
        if (denominator.signum() < 0) {
            gcd = gcd.negate();
        }
        boolean lowest = gcd.equals(BigInteger.ONE);
        Fraction result = lowest
                ? new Fraction(numerator, denominator)
                : new Fraction(numerator.divide(gcd), denominator.divide(gcd));
        if (result.numerator.bitLength() > Bounds.BITS || result.denominator.bitLength() > Bounds.BITS) {
            throw tooLarge();
        }
        return result;
    }

    static Outside.Exceeded tooLarge() {
        return new Outside.Exceeded("a number is larger than " + Bounds.BITS + " bits");
    }

    boolean isInteger() {
        return denominator.equals(BigInteger.ONE);
    }

    int sign() {
        return numerator.signum();
    }

    Fraction negate() {
        return new Fraction(numerator.negate(), denominator);
    }

    Fraction add(Fraction other) {
        return of(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Fraction multiply(Fraction other) {
        return of(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Fraction divide(Fraction other) {
        return of(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    /** To an integer power; 0 to a power that is not positive has no value. */
    Fraction power(BigInteger exponent) {
        if (sign() == 0 && exponent.signum() <= 0) {
            throw new Outside.Undefined(
                    "zero to the power " + (exponent.signum() == 0 ? "zero" : "of a negative number"));
        }
        if (isInteger() && numerator.abs().bitLength() <= 1) {
            return exponent.testBit(0) ? this : sign() == 0 ? this : ONE;
        }
        if (exponent.bitLength() > 13) {
            throw tooLarge();
        }
        int k = exponent.abs().intValue();
        // Every factor of k bits and more is at least k - 1 bits longer: no work for what is too large anyway.
        long bits = (long) (Math.max(numerator.bitLength(), denominator.bitLength()) - 1) * k;
        if (bits > Bounds.BITS) {
            throw tooLarge();
        }
        Fraction result = of(numerator.pow(k), denominator.pow(k));
        return exponent.signum() < 0 ? ONE.divide(result) : result;
    }

    BigInteger floor() {
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    /** Whether it is a decimal of at most so many places. */
    boolean hasPlaces(int places) {
        return BigInteger.TEN.pow(places).mod(denominator).signum() == 0;
    }

    BigDecimal decimal(MathContext precision) {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), precision);
    }

    /** Rounded half to even to so many places. */
    BigDecimal rounded(int places) {
        return new BigDecimal(numerator).divide(new BigDecimal(denominator), places, RoundingMode.HALF_EVEN);
    }

    @Override
    public int compareTo(Fraction other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    @Override
    public String toString() {
        return isInteger() ? numerator.toString() : numerator + "/" + denominator;
    }
}
