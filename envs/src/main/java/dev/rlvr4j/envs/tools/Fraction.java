package dev.rlvr4j.envs.tools;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An exact fraction in lowest terms, bounded in size.
 *
 * @param numerator carries the sign
 * @param denominator positive
 */
record Fraction(BigInteger numerator, BigInteger denominator) {
    /** 3,400 characters of an expression's bits: beyond what fits an answer. */
    private static final int MAX_BITS = 4096;

    private static final int MAX_DECIMALS = 20;

    static Fraction of(BigInteger numerator, BigInteger denominator) throws ToolException {
        if (denominator.signum() == 0) {
            throw new ToolException("division by zero");
        }
        BigInteger divisor = numerator.gcd(denominator).max(BigInteger.ONE);
        BigInteger n = numerator.divide(divisor);
        BigInteger d = denominator.divide(divisor);
        if (n.bitLength() > MAX_BITS || d.bitLength() > MAX_BITS) {
            throw new ToolException("the numbers become too large");
        }
        return d.signum() < 0 ? new Fraction(n.negate(), d.negate()) : new Fraction(n, d);
    }

    Fraction plus(Fraction other) throws ToolException {
        return of(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    Fraction times(Fraction other) throws ToolException {
        return of(numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    Fraction dividedBy(Fraction other) throws ToolException {
        return of(numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    Fraction negate() {
        return new Fraction(numerator.negate(), denominator);
    }

    Fraction power(int exponent) throws ToolException {
        int times = Math.abs(exponent);
        if ((long) times * Math.max(numerator.bitLength(), denominator.bitLength()) > 2L * MAX_BITS) {
            throw new ToolException("the numbers become too large");
        }
        BigInteger n = numerator.pow(times);
        BigInteger d = denominator.pow(times);
        return exponent < 0 ? of(d, n) : of(n, d);
    }

    boolean isWhole() {
        return denominator.equals(BigInteger.ONE);
    }

    /** A whole number, a decimal number where 20 places are exact, else a fraction. */
    @Override
    public String toString() {
        if (isWhole()) {
            return numerator.toString();
        }
        BigInteger[] scaled =
                numerator.multiply(BigInteger.TEN.pow(MAX_DECIMALS)).divideAndRemainder(denominator);
        return scaled[1].signum() == 0
                ? new BigDecimal(scaled[0], MAX_DECIMALS).stripTrailingZeros().toPlainString()
                : numerator + "/" + denominator;
    }
}
