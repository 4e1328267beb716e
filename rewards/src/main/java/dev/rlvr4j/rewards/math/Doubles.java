package dev.rlvr4j.rewards.math;

import java.math.MathContext;
import java.util.List;

/**
 * The fourth rung: complex doubles. They refute equality; where they agree, or where cancellation leaves them no digits,
 * {@link FiftyDigits} decides.
 */
final class Doubles implements Arithmetic<Complex> {
    private double peak = 4;
    private final boolean principalRoots;

    /** @param principalRoots whether odd roots of negative numbers are complex, as with names, or real, as in constants */
    Doubles(boolean principalRoots) {
        this.principalRoots = principalRoots;
    }

    /** The largest size met on the way: differences far below it are rounding. */
    double peak() {
        return peak;
    }

    private Complex checked(Complex value) {
        double size = value.abs();
        if (!(size < 1e300)) {
            throw new Outside.Undefined("a value too large for a double");
        }
        peak = Math.max(peak, size);
        return value;
    }

    @Override
    public Complex rational(Fraction value) {
        return checked(Complex.of(value.decimal(MathContext.DECIMAL64).doubleValue()));
    }

    @Override
    public Complex constant(Tree.Const constant) {
        return switch (constant) {
            case PI -> Complex.of(Math.PI);
            case E -> Complex.of(Math.E);
            case I -> new Complex(0, 1);
            case INFINITY -> throw new Outside.Undefined("infinity");
        };
    }

    @Override
    public Complex add(Complex left, Complex right) {
        return checked(left.add(right));
    }

    @Override
    public Complex multiply(Complex left, Complex right) {
        return checked(left.times(right));
    }

    @Override
    public Complex divide(Complex over, Complex under) {
        return checked(over.over(under));
    }

    @Override
    public Complex exactPower(Complex base, Fraction exponent) {
        if (exponent.isInteger() && exponent.numerator().bitLength() <= 13) {
            int k = exponent.numerator().intValue();
            if (k <= 0 && base.abs() == 0) {
                throw new Outside.Undefined("a power of zero");
            }
            Complex result = Complex.ONE;
            Complex square = base;
            for (int n = Math.abs(k); n > 0; n >>= 1) {
                if ((n & 1) == 1) {
                    result = result.times(square);
                }
                square = square.times(square);
            }
            return checked(k < 0 ? Complex.ONE.over(result) : result);
        }
        return generalPower(base, rational(exponent));
    }

    @Override
    public Complex generalPower(Complex base, Complex exponent) {
        if (base.abs() == 0) {
            if (exponent.re() > 0) {
                return base;
            }
            throw new Outside.Undefined("a power of zero");
        }
        if (base.isReal() && base.re() > 0 && exponent.isReal()) {
            return checked(Complex.of(Math.pow(base.re(), exponent.re())));
        }
        return checked(exponent.times(base.log()).exp());
    }

    @Override
    public Complex apply(Function function, List<Complex> a) {
        Complex x = a.get(0);
        return checked(
                switch (function) {
                    case ROOT -> root(x, a.get(1));
                    case ABS -> Complex.of(x.abs());
                    case LN -> x.log();
                    case LOG_PLAIN -> x.log().times(1 / Math.log(10));
                    case LOG -> x.log().over(a.get(1).log());
                    case EXP -> x.exp();
                    case SIN -> angle(x).sin();
                    case COS -> angle(x).cos();
                    case TAN -> angle(x).sin().over(x.cos());
                    case COT -> angle(x).cos().over(x.sin());
                    case SEC -> Complex.ONE.over(angle(x).cos());
                    case CSC -> Complex.ONE.over(angle(x).sin());
                    case ARCSIN -> Complex.of(Math.asin(within(x)));
                    case ARCCOS -> Complex.of(Math.acos(within(x)));
                    case ARCTAN -> Complex.of(Math.atan(real(x)));
                    case SINH -> x.exp().minus(x.times(-1).exp()).times(0.5);
                    case COSH -> x.exp().add(x.times(-1).exp()).times(0.5);
                    case TANH -> Complex.of(Math.tanh(real(x)));
                    case DEGREES -> x.times(Math.PI / 180);
                    case FLOOR -> Complex.of(Math.floor(clearOfInteger(x)));
                    case CEIL -> Complex.of(Math.ceil(clearOfInteger(x)));
                    case MAX ->
                        Complex.of(a.stream().mapToDouble(Doubles::real).max().orElseThrow());
                    case MIN ->
                        Complex.of(a.stream().mapToDouble(Doubles::real).min().orElseThrow());
                    default -> throw new Outside.NotHere("an operation on integers");
                });
    }

    private Complex root(Complex x, Complex index) {
        if (index.isReal() && index.re() == 2) {
            return x.sqrt();
        }
        boolean odd = index.isReal() && index.re() == Math.rint(index.re()) && Math.abs(index.re() % 2) == 1;
        if (odd && x.isReal() && x.re() < 0 && !principalRoots) {
            return Complex.of(-Math.pow(-x.re(), 1 / index.re()));
        }
        return generalPower(x, Complex.ONE.over(index));
    }

    private static Complex angle(Complex x) {
        if (Math.abs(x.re()) > 1e7 || Math.abs(x.im()) > 300) {
            throw new Outside.Exceeded("an angle too large to be exact");
        }
        return x;
    }

    static double real(Complex x) {
        if (Math.abs(x.im()) > 1e-12 * x.abs()) {
            throw new Outside.Undefined("a real number was expected");
        }
        return x.re();
    }

    private static double within(Complex x) {
        double value = real(x);
        if (Math.abs(value) > 1 + 1e-12) {
            throw new Outside.Undefined("the arc of more than one");
        }
        return Math.max(-1, Math.min(1, value));
    }

    /** Where rounding decides which integer is next, doubles cannot say. */
    private static double clearOfInteger(Complex x) {
        double value = real(x);
        if (Math.abs(value - Math.rint(value)) < 1e-9 * Math.max(1, Math.abs(value))) {
            throw new Outside.NotHere("too close to an integer");
        }
        return value;
    }
}
