package dev.rlvr4j.envs.generators.exact;

import java.math.BigInteger;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A polynomial in one variable with exact coefficients, by exponent; no coefficient is 0. Immutable. */
public final class Polynomial {
    public static final Polynomial ZERO = new Polynomial(new TreeMap<>());

    private final SortedMap<Integer, Rational> coefficients;

    private Polynomial(SortedMap<Integer, Rational> coefficients) {
        coefficients.values().removeIf(c -> c.signum() == 0);
        this.coefficients = coefficients;
    }

    /** {@code coefficient * x^exponent}. */
    public static Polynomial term(Rational coefficient, int exponent) {
        SortedMap<Integer, Rational> one = new TreeMap<>();
        one.put(exponent, coefficient);
        return new Polynomial(one);
    }

    public static Polynomial term(long coefficient, int exponent) {
        return term(Rational.of(coefficient), exponent);
    }

    /**
     * Reads a sum of terms such as {@code 3x^2 - x/2 + 3/4*x + 1}, each power at most once: a product or a sum that was not
     * carried out is none. Empty where the text is no such sum.
     *
     * @param variable a small letter
     */
    public static Optional<Polynomial> parse(String text, char variable) {
        return new PolynomialReader(text, variable).read();
    }

    /** The coefficient of a power; 0 where there is none. */
    public Rational coefficient(int exponent) {
        return coefficients.getOrDefault(exponent, Rational.ZERO);
    }

    /** The highest exponent; 0 for the polynomial 0. */
    public int degree() {
        return coefficients.isEmpty() ? 0 : coefficients.lastKey();
    }

    /** How many terms it has. */
    public int terms() {
        return coefficients.size();
    }

    public Polynomial plus(Polynomial other) {
        SortedMap<Integer, Rational> sum = new TreeMap<>(coefficients);
        other.coefficients.forEach((exponent, c) -> sum.merge(exponent, c, Rational::plus));
        return new Polynomial(sum);
    }

    public Polynomial times(Polynomial other) {
        SortedMap<Integer, Rational> product = new TreeMap<>();
        coefficients.forEach(
                (e, c) -> other.coefficients.forEach((f, d) -> product.merge(e + f, c.times(d), Rational::plus)));
        return new Polynomial(product);
    }

    public Polynomial derivative() {
        SortedMap<Integer, Rational> derivative = new TreeMap<>();
        coefficients.forEach((e, c) -> {
            if (e != 0) {
                derivative.put(e - 1, c.times(Rational.of(e)));
            }
        });
        return new Polynomial(derivative);
    }

    /** The value at a point. */
    public Rational at(Rational x) {
        Rational value = Rational.ZERO;
        for (int e = degree(); e >= 0; e--) {
            value = value.times(x).plus(coefficient(e));
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Polynomial polynomial && coefficients.equals(polynomial.coefficients);
    }

    @Override
    public int hashCode() {
        return coefficients.hashCode();
    }

    /** Highest power first, without blanks: {@code 3x^2-1/2*x+1}. */
    public String text(char variable) {
        StringBuilder text = new StringBuilder();
        for (int e = degree(); e >= 0; e--) {
            Rational c = coefficient(e);
            if (c.signum() == 0) {
                continue;
            }
            Rational size = c.signum() < 0 ? c.negated() : c;
            text.append(c.signum() < 0 ? "-" : text.isEmpty() ? "" : "+");
            boolean one = size.numerator().equals(BigInteger.ONE) && size.isWhole();
            text.append(one && e > 0 ? "" : size.toString());
            text.append(e > 0 && !size.isWhole() ? "*" : "");
            text.append(e > 0 ? String.valueOf(variable) : "").append(e > 1 ? "^" + e : "");
        }
        return text.isEmpty() ? "0" : text.toString();
    }

    @Override
    public String toString() {
        return text('x');
    }
}
