package dev.rlvr4j.rewards.math;

import ch.obermuhlner.math.big.BigComplex;
import ch.obermuhlner.math.big.BigComplexMath;
import ch.obermuhlner.math.big.BigDecimalMath;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** The last rung: complex numbers of 60 digits, of which 50 count, or of more, by the library big-math. */
final class FiftyDigits implements Arithmetic<BigComplex> {
    /** Beyond these sizes an elementary function would take long; what is compared has passed the doubles before. */
    private static final BigDecimal LARGEST_EXPONENT = BigDecimal.valueOf(1_500);

    private static final BigDecimal LARGEST_ANGLE = BigDecimal.valueOf(10_000_000);
    private final boolean principalRoots;
    private final MathContext digits;

    /** @param principalRoots as in {@link Doubles} */
    FiftyDigits(boolean principalRoots, MathContext digits) {
        this.principalRoots = principalRoots;
        this.digits = digits;
    }

    @Override
    public BigComplex rational(Fraction value) {
        return BigComplex.valueOf(value.decimal(digits));
    }

    @Override
    public BigComplex constant(Tree.Const constant) {
        return switch (constant) {
            case PI -> BigComplex.valueOf(BigDecimalMath.pi(digits));
            case E -> BigComplex.valueOf(BigDecimalMath.e(digits));
            case I -> BigComplex.I;
            case INFINITY -> throw new Outside.Undefined("infinity");
        };
    }

    @Override
    public BigComplex add(BigComplex left, BigComplex right) {
        return left.add(right, digits);
    }

    @Override
    public BigComplex multiply(BigComplex left, BigComplex right) {
        return left.multiply(right, digits);
    }

    @Override
    public BigComplex divide(BigComplex over, BigComplex under) {
        if (under.re.signum() == 0 && under.im.signum() == 0) {
            throw new Outside.Undefined("a division by zero");
        }
        return over.divide(under, digits);
    }

    @Override
    public BigComplex exactPower(BigComplex base, Fraction exponent) {
        if (exponent.isInteger() && exponent.numerator().bitLength() <= 13) {
            if (isZero(base) && exponent.sign() <= 0) {
                throw new Outside.Undefined("a power of zero");
            }
            BigComplex result = BigComplex.ONE;
            BigComplex square = base;
            for (int n = Math.abs(exponent.numerator().intValue()); n > 0; n >>= 1) {
                if ((n & 1) == 1) {
                    result = result.multiply(square, digits);
                }
                square = n > 1 ? square.multiply(square, digits) : square;
            }
            return exponent.sign() < 0 ? divide(BigComplex.ONE, result) : result;
        }
        return generalPower(base, rational(exponent));
    }

    @Override
    public BigComplex generalPower(BigComplex base, BigComplex exponent) {
        if (isZero(base)) {
            if (exponent.re.signum() > 0) {
                return base;
            }
            throw new Outside.Undefined("a power of zero");
        }
        return exp(exponent.multiply(log(base), digits));
    }

    @Override
    public BigComplex apply(Function function, List<BigComplex> a) {
        BigComplex x = a.get(0);
        return switch (function) {
            case ROOT -> root(x, a.get(1));
            case ABS -> BigComplex.valueOf(x.abs(digits));
            case LN -> log(x);
            case LOG_PLAIN -> divide(log(x), BigComplex.valueOf(BigDecimalMath.log(BigDecimal.TEN, digits)));
            case LOG -> divide(log(x), log(a.get(1)));
            case EXP -> exp(x);
            case SIN -> sine(x);
            case COS -> cosine(x);
            case TAN -> divide(sine(x), cosine(x));
            case COT -> divide(cosine(x), sine(x));
            case SEC -> divide(BigComplex.ONE, cosine(x));
            case CSC -> divide(BigComplex.ONE, sine(x));
            case ARCSIN -> BigComplex.valueOf(BigDecimalMath.asin(within(x), digits));
            case ARCCOS -> BigComplex.valueOf(BigDecimalMath.acos(within(x), digits));
            case ARCTAN -> BigComplex.valueOf(BigDecimalMath.atan(real(x), digits));
            case SINH -> half(exp(x).subtract(exp(x.negate()), digits));
            case COSH -> half(exp(x).add(exp(x.negate()), digits));
            case TANH -> {
                BigComplex up = exp(x);
                BigComplex down = exp(x.negate());
                yield divide(up.subtract(down, digits), up.add(down, digits));
            }
            case DEGREES -> x.multiply(BigDecimalMath.pi(digits), digits).divide(BigDecimal.valueOf(180), digits);
            case MAX ->
                BigComplex.valueOf(
                        a.stream().map(this::real).max(BigDecimal::compareTo).orElseThrow());
            case MIN ->
                BigComplex.valueOf(
                        a.stream().map(this::real).min(BigDecimal::compareTo).orElseThrow());
            default -> throw new Outside.NotHere("an operation on integers");
        };
    }

    private static boolean isZero(BigComplex x) {
        return x.re.signum() == 0 && x.im.signum() == 0;
    }

    private BigComplex root(BigComplex x, BigComplex index) {
        if (isZero(x)) {
            return x;
        }
        boolean two = index.im.signum() == 0 && index.re.compareTo(BigDecimal.valueOf(2)) == 0;
        if (two) {
            if (x.im.signum() != 0) {
                return BigComplexMath.sqrt(x, digits);
            }
            BigDecimal root = BigDecimalMath.sqrt(x.re.abs(), digits);
            return x.re.signum() > 0 ? BigComplex.valueOf(root) : BigComplex.valueOf(BigDecimal.ZERO, root);
        }
        boolean odd = index.im.signum() == 0
                && index.re.remainder(BigDecimal.valueOf(2)).abs().compareTo(BigDecimal.ONE) == 0;
        BigComplex inverse = divide(BigComplex.ONE, index);
        if (odd && x.im.signum() == 0 && x.re.signum() < 0 && !principalRoots) {
            return generalPower(x.negate(), inverse).negate();
        }
        return generalPower(x, inverse);
    }

    private BigComplex log(BigComplex x) {
        if (isZero(x)) {
            throw new Outside.Undefined("the logarithm of zero");
        }
        if (x.im.signum() == 0) {
            BigDecimal size = BigDecimalMath.log(x.re.abs(), digits);
            return x.re.signum() > 0 ? BigComplex.valueOf(size) : BigComplex.valueOf(size, BigDecimalMath.pi(digits));
        }
        return BigComplexMath.log(x, digits);
    }

    private BigComplex exp(BigComplex x) {
        if (x.re.abs().compareTo(LARGEST_EXPONENT) > 0) {
            throw new Outside.Undefined("an exponential too large");
        }
        if (x.im.signum() == 0) {
            return BigComplex.valueOf(BigDecimalMath.exp(x.re, digits));
        }
        angle(BigComplex.valueOf(x.im));
        BigDecimal size = BigDecimalMath.exp(x.re, digits);
        return BigComplex.valueOf(BigDecimalMath.cos(x.im, digits), BigDecimalMath.sin(x.im, digits))
                .multiply(size, digits);
    }

    private static BigComplex angle(BigComplex x) {
        if (x.re.abs().compareTo(LARGEST_ANGLE) > 0 || x.im.abs().compareTo(LARGEST_EXPONENT) > 0) {
            throw new Outside.Exceeded("an angle too large to be exact");
        }
        return x;
    }

    private BigComplex sine(BigComplex x) {
        angle(x);
        return x.im.signum() == 0
                ? BigComplex.valueOf(BigDecimalMath.sin(x.re, digits))
                : BigComplexMath.sin(x, digits);
    }

    private BigComplex cosine(BigComplex x) {
        angle(x);
        return x.im.signum() == 0
                ? BigComplex.valueOf(BigDecimalMath.cos(x.re, digits))
                : BigComplexMath.cos(x, digits);
    }

    private BigComplex half(BigComplex x) {
        return x.divide(BigDecimal.valueOf(2), digits);
    }

    private BigDecimal real(BigComplex x) {
        if (x.im.abs().compareTo(x.abs(digits).scaleByPowerOfTen(-45)) > 0) {
            throw new Outside.Undefined("a real number was expected");
        }
        return x.re;
    }

    private BigDecimal within(BigComplex x) {
        BigDecimal value = real(x);
        if (value.abs().compareTo(BigDecimal.ONE) > 0) {
            if (value.abs().subtract(BigDecimal.ONE).compareTo(new BigDecimal("1e-50")) > 0) {
                throw new Outside.Undefined("the arc of more than one");
            }
            return BigDecimal.valueOf(value.signum());
        }
        return value;
    }
}
