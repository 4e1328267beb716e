package dev.rlvr4j.rewards.math;

import java.math.BigInteger;
import java.util.List;

/**
 * The third rung: the finite field of 2^61 − 1 elements. Two rational functions that agree at random points are the same but
 * with a probability of at most degree / 2^61 (Schwartz and Zippel), unless their difference is a multiple of the modulus,
 * which {@link Scalars} rules out by an exact evaluation.
 */
final class Field implements Arithmetic<Long> {
    static final long MODULUS = (1L << 61) - 1;
    static final Field INSTANCE = new Field();
    private static final BigInteger BIG_MODULUS = BigInteger.valueOf(MODULUS);

    private Field() {}

    @Override
    public Long rational(Fraction value) {
        long over = value.numerator().mod(BIG_MODULUS).longValue();
        return value.isInteger()
                ? over
                : times(over, inverse(value.denominator().mod(BIG_MODULUS).longValue()));
    }

    @Override
    public Long constant(Tree.Const constant) {
        throw notHere();
    }

    @Override
    public Long add(Long left, Long right) {
        long sum = left + right;
        return sum >= MODULUS ? sum - MODULUS : sum;
    }

    @Override
    public Long multiply(Long left, Long right) {
        return times(left, right);
    }

    @Override
    public Long divide(Long over, Long under) {
        return times(over, inverse(under));
    }

    @Override
    public Long exactPower(Long base, Fraction exponent) {
        if (!exponent.isInteger() || exponent.numerator().bitLength() > 20) {
            throw notHere();
        }
        int k = exponent.numerator().intValue();
        if (k <= 0 && base == 0) {
            throw new Outside.Undefined("a power of zero");
        }
        return k >= 0 ? raised(base, k) : inverse(raised(base, -k));
    }

    @Override
    public Long generalPower(Long base, Long exponent) {
        throw notHere();
    }

    @Override
    public Long apply(Function function, List<Long> arguments) {
        throw notHere();
    }

    static long times(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        long sum = (low & MODULUS) + ((low >>> 61) | (high << 3));
        sum = (sum & MODULUS) + (sum >>> 61);
        return sum >= MODULUS ? sum - MODULUS : sum;
    }

    private static long raised(long base, long exponent) {
        long result = 1;
        long square = base;
        for (long k = exponent; k > 0; k >>= 1) {
            if ((k & 1) == 1) {
                result = times(result, square);
            }
            square = times(square, square);
        }
        return result;
    }

    private static long inverse(long a) {
        if (a == 0) {
            throw new Outside.Undefined("a division by zero");
        }
        return raised(a, MODULUS - 2);
    }

    private static Outside.NotHere notHere() {
        return new Outside.NotHere("no operation of the field");
    }

    /** A bound of a tree's degree as a rational function in its names. */
    static long degree(Tree tree, Budget budget) {
        budget.tick();
        if (Evaluator.isName(tree)) {
            return 1;
        }
        if (tree instanceof Tree.Power p) {
            Fraction exponent = Rationals.valueOrNull(p.exponent(), budget);
            if (exponent == null || exponent.numerator().bitLength() > 20) {
                return Long.MAX_VALUE >> 20;
            }
            return capped(degree(p.base(), budget)
                    * Math.max(1, Math.abs(exponent.numerator().longValue())));
        }
        // A sum of quotients has the sum of their degrees once brought over one denominator.
        long sum = 0;
        for (Tree child : tree.children()) {
            sum = capped(sum + degree(child, budget));
        }
        return sum;
    }

    private static long capped(long degree) {
        return Math.min(degree, Long.MAX_VALUE >> 24);
    }
}
