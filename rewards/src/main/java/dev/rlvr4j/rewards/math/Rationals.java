package dev.rlvr4j.rewards.math;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The second rung: exact rational numbers. Roots and logarithms count only where they are rational. */
final class Rationals implements Arithmetic<Fraction> {
    private static final Rationals INSTANCE = new Rationals();

    private Rationals() {}

    /** The value of a tree without names; null where it is not known to be rational. */
    static @Nullable Fraction valueOrNull(Tree tree, Budget budget) {
        return valueOrNull(tree, Map.of(), budget);
    }

    /** The value of a tree at a point; null where it is not known to be rational. */
    static @Nullable Fraction valueOrNull(Tree tree, Map<String, Fraction> point, Budget budget) {
        try {
            return new Evaluator<>(INSTANCE, point, budget, 1).value(tree);
        } catch (Outside.NotHere e) {
            return null;
        }
    }

    private static Outside.NotHere irrational() {
        return new Outside.NotHere("not known to be rational");
    }

    @Override
    public Fraction rational(Fraction value) {
        return value;
    }

    @Override
    public Fraction constant(Tree.Const constant) {
        throw irrational();
    }

    @Override
    public Fraction add(Fraction left, Fraction right) {
        return left.add(right);
    }

    @Override
    public Fraction multiply(Fraction left, Fraction right) {
        return left.multiply(right);
    }

    @Override
    public Fraction divide(Fraction over, Fraction under) {
        return over.divide(under);
    }

    @Override
    public Fraction exactPower(Fraction base, Fraction exponent) {
        if (exponent.isInteger()) {
            return base.power(exponent.numerator());
        }
        if (exponent.denominator().bitLength() > 12 || base.sign() < 0) {
            throw irrational();
        }
        return root(base, exponent.denominator().intValue()).power(exponent.numerator());
    }

    @Override
    public Fraction apply(Function function, List<Fraction> a) {
        Fraction x = a.get(0);
        return switch (function) {
            case ROOT -> rooted(x, a.get(1));
            case ABS -> x.sign() < 0 ? x.negate() : x;
            case FLOOR -> Fraction.of(x.floor(), BigInteger.ONE);
            case CEIL -> Fraction.of(x.negate().floor().negate(), BigInteger.ONE);
            case FACTORIAL -> factorial(x, 1);
            case DOUBLE_FACTORIAL -> factorial(x, 2);
            case BINOMIAL -> binomial(x, a.get(1));
            case MAX -> a.stream().max(Fraction::compareTo).orElseThrow();
            case MIN -> a.stream().min(Fraction::compareTo).orElseThrow();
            case GCD -> gcd(a);
            case LCM -> lcm(a);
            case MOD -> {
                Fraction m = a.get(1);
                yield x.add(m.multiply(Fraction.of(x.divide(m).floor(), BigInteger.ONE))
                        .negate());
            }
            case EXP -> {
                if (x.sign() != 0) {
                    throw irrational();
                }
                yield Fraction.ONE;
            }
            case LN, LOG_PLAIN, LOG -> {
                if (x.sign() == 0) {
                    throw new Outside.Undefined("the logarithm of zero");
                }
                if (!x.equals(Fraction.ONE)
                        || a.size() > 1 && (a.get(1).sign() <= 0 || a.get(1).equals(Fraction.ONE))) {
                    throw irrational();
                }
                yield Fraction.ZERO;
            }
            default -> throw irrational();
        };
    }

    private static BigInteger integer(Fraction x) {
        if (!x.isInteger()) {
            throw new Outside.Undefined("an integer was expected, not " + x);
        }
        return x.numerator();
    }

    private static Fraction rooted(Fraction x, Fraction index) {
        if (!index.isInteger() || index.numerator().bitLength() > 12 || index.sign() <= 0) {
            throw irrational();
        }
        int n = index.numerator().intValue();
        if (x.sign() < 0) {
            if (n % 2 == 0) {
                throw irrational();
            }
            return root(x.negate(), n).negate();
        }
        return root(x, n);
    }

    private static Fraction root(Fraction x, int n) {
        return Fraction.of(root(x.numerator(), n), root(x.denominator(), n));
    }

    /** The exact root of an integer that is not negative, by Newton's method from above. */
    private static BigInteger root(BigInteger x, int n) {
        if (x.bitLength() <= 1 || n == 1) {
            return x;
        }
        if (n == 2) {
            BigInteger[] parts = x.sqrtAndRemainder();
            if (parts[1].signum() != 0) {
                throw irrational();
            }
            return parts[0];
        }
        if (n >= x.bitLength()) {
            throw irrational();
        }
        BigInteger big = BigInteger.valueOf(n);
        BigInteger guess = BigInteger.ONE.shiftLeft((x.bitLength() + n - 1) / n);
        while (true) {
            BigInteger next = guess.multiply(BigInteger.valueOf(n - 1))
                    .add(x.divide(guess.pow(n - 1)))
                    .divide(big);
            if (next.compareTo(guess) >= 0) {
                break;
            }
            guess = next;
        }
        if (!guess.pow(n).equals(x)) {
            throw irrational();
        }
        return guess;
    }

    private static Fraction factorial(Fraction x, int step) {
        BigInteger n = integer(x);
        if (n.signum() < 0) {
            throw new Outside.Undefined("the factorial of a negative number");
        }
        if (n.bitLength() > 16 || n.intValue() >= Bounds.FACTORIAL) {
            throw new Outside.Exceeded("a factorial of " + Bounds.FACTORIAL + " or more");
        }
        BigInteger product = BigInteger.ONE;
        for (int i = n.intValue(); i > 1; i -= step) {
            product = product.multiply(BigInteger.valueOf(i));
        }
        return Fraction.of(product, BigInteger.ONE);
    }

    private static Fraction binomial(Fraction of, Fraction taken) {
        BigInteger n = integer(of);
        BigInteger k = integer(taken);
        if (k.signum() < 0 || n.signum() >= 0 && k.compareTo(n) > 0) {
            return Fraction.ZERO;
        }
        if (n.signum() > 0 && n.subtract(k).compareTo(k) < 0) {
            k = n.subtract(k);
        }
        if (k.bitLength() > 16 || k.intValue() > Bounds.FACTORIAL) {
            throw new Outside.Exceeded("a binomial coefficient of more than " + Bounds.FACTORIAL + " factors");
        }
        Fraction product = Fraction.ONE;
        for (int i = 0; i < k.intValue(); i++) {
            BigInteger factor = n.subtract(BigInteger.valueOf(i));
            product = product.multiply(Fraction.of(factor, BigInteger.valueOf(i + 1)));
        }
        return product;
    }

    private static Fraction gcd(List<Fraction> a) {
        BigInteger gcd = BigInteger.ZERO;
        for (Fraction x : a) {
            gcd = gcd.gcd(integer(x));
        }
        return Fraction.of(gcd, BigInteger.ONE);
    }

    private static Fraction lcm(List<Fraction> a) {
        Fraction lcm = Fraction.ONE;
        for (Fraction x : a) {
            BigInteger value = integer(x).abs();
            if (value.signum() == 0) {
                return Fraction.ZERO;
            }
            lcm = lcm.multiply(Fraction.of(value.divide(lcm.numerator().gcd(value)), BigInteger.ONE));
        }
        return lcm;
    }

    @Override
    public Fraction generalPower(Fraction base, Fraction exponent) {
        throw irrational();
    }
}
